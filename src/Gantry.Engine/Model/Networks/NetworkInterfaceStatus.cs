using System.Text.Json.Serialization;

namespace Gantry.Engine.Model.Networks;

/// <summary>An interface of a container.</summary>
public sealed record NetworkInterfaceStatus
{
    /// <summary>Its hardware address.</summary>
    [JsonPropertyName("mac_address")]
    public string MacAddress { get; init; } = "";

    /// <summary>Its addresses. Null: none.</summary>
    [JsonPropertyName("subnets")]
    public IReadOnlyList<InterfaceAddress>? Addresses { get; init; }
}
