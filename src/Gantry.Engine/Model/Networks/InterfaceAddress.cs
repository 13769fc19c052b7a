using System.Text.Json.Serialization;

namespace Gantry.Engine.Model.Networks;

/// <summary>An address of an interface.</summary>
public sealed record InterfaceAddress
{
    /// <summary>Way out. Null: none.</summary>
    [JsonPropertyName("gateway")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Gateway { get; init; }

    /// <summary>Address with the length of its prefix, e.g. <c>10.89.0.2/24</c>.</summary>
    [JsonPropertyName("ipnet")]
    public string AddressAndPrefix { get; init; } = "";

    /// <summary>The address without the length.</summary>
    [JsonIgnore]
    public string Address => AddressAndPrefix.Split('/')[0];

    /// <summary>The length of the prefix; 0 where it is not given.</summary>
    [JsonIgnore]
    public int PrefixLength =>
        AddressAndPrefix.Split('/') is [_, var length]
        && int.TryParse(length, System.Globalization.CultureInfo.InvariantCulture, out var bits)
            ? bits
            : 0;
}
