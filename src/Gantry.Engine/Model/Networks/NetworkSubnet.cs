using System.Text.Json.Serialization;

namespace Gantry.Engine.Model.Networks;

/// <summary>A range of addresses of a network.</summary>
public sealed record NetworkSubnet
{
    /// <summary>E.g. <c>10.89.0.0/24</c>.</summary>
    [JsonPropertyName("subnet")]
    public required string Subnet { get; init; }

    /// <summary>The address of the way out. Null: there is none.</summary>
    [JsonPropertyName("gateway")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Gateway { get; init; }

    /// <summary>The part that addresses are given out from. Null: all of it.</summary>
    [JsonPropertyName("lease_range")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public LeaseRange? LeaseRange { get; init; }
}
