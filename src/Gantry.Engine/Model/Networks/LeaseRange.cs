using System.Text.Json.Serialization;

namespace Gantry.Engine.Model.Networks;

/// <summary>The part of a subnet that addresses are given out from.</summary>
public sealed record LeaseRange
{
    /// <summary>First address. Null: the subnet's.</summary>
    [JsonPropertyName("start_ip")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Start { get; init; }

    /// <summary>Last address. Null: the subnet's.</summary>
    [JsonPropertyName("end_ip")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? End { get; init; }
}
