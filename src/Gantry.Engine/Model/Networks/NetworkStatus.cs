using System.Text.Json.Serialization;

namespace Gantry.Engine.Model.Networks;

/// <summary>
/// What a container got on one network: netavark's answer, and an entry of <c>network.status</c> in a checkpoint
/// (containers/common, libnetwork/types, StatusBlock).
/// </summary>
public sealed record NetworkStatus
{
    /// <summary>Domains in which names are looked up.</summary>
    [JsonPropertyName("dns_search_domains")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? DnsSearches { get; init; }

    /// <summary>Name servers of the network.</summary>
    [JsonPropertyName("dns_server_ips")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? DnsServers { get; init; }

    /// <summary>Interfaces by name.</summary>
    [JsonPropertyName("interfaces")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, NetworkInterfaceStatus>? Interfaces { get; init; }
}
