using System.Text.Json.Serialization;

namespace Gantry.Engine.Model.Networks;

/// <summary>
/// A network that containers join. Its JSON is netavark's <c>network_info</c> and Podman's <c>network inspect</c>
/// (containers/common, libnetwork/types/network.go).
/// </summary>
public sealed record Network
{
    /// <summary>The network of containers that name none; it is always there.</summary>
    public const string DefaultName = "gantry";

    /// <summary>The same with Podman, and in checkpoint archives, so that each engine finds its own.</summary>
    public const string DefaultNameOfPodman = "podman";

    /// <summary>Its name.</summary>
    [JsonPropertyName("name")]
    public required string Name { get; init; }

    /// <summary>64 hexadecimal digits.</summary>
    [JsonPropertyName("id")]
    public required string Id { get; init; }

    /// <summary><c>bridge</c>, <c>macvlan</c> or <c>ipvlan</c>.</summary>
    [JsonPropertyName("driver")]
    public string Driver { get; init; } = NetworkDrivers.Bridge;

    /// <summary>The bridge, or the parent interface of a macvlan or ipvlan. Null: the default route's.</summary>
    [JsonPropertyName("network_interface")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Interface { get; init; }

    /// <summary>When it was made.</summary>
    [JsonPropertyName("created")]
    public DateTimeOffset Created { get; init; }

    /// <summary>Its address ranges, one per version at most. Null: it has none.</summary>
    [JsonPropertyName("subnets")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<NetworkSubnet>? Subnets { get; init; }

    /// <summary>Whether containers get an IPv6 address too.</summary>
    [JsonPropertyName("ipv6_enabled")]
    public bool IPv6Enabled { get; init; }

    /// <summary>Whether nothing outside can be reached.</summary>
    [JsonPropertyName("internal")]
    public bool Internal { get; init; }

    /// <summary>Whether containers find each other by name.</summary>
    [JsonPropertyName("dns_enabled")]
    public bool DnsEnabled { get; init; }

    /// <summary>Servers that its name service asks in turn. Null: the host's.</summary>
    [JsonPropertyName("network_dns_servers")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? DnsServers { get; init; }

    /// <summary>Labels. Null: none.</summary>
    [JsonPropertyName("labels")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, string>? Labels { get; init; }

    /// <summary>Options of the driver. Null: none.</summary>
    [JsonPropertyName("options")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, string>? Options { get; init; }

    /// <summary>How addresses are given out: <c>driver</c> is <c>host-local</c>, <c>dhcp</c> or <c>none</c>.</summary>
    [JsonPropertyName("ipam_options")]
    public IReadOnlyDictionary<string, string> AddressManagement { get; init; } =
        new Dictionary<string, string> { ["driver"] = "host-local" };
}
