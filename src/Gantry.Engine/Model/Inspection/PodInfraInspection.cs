using System.Text.Json.Serialization;

namespace Gantry.Engine.Model.Inspection;

/// <summary>The infra container in the inspection of its pod (libpod/define, pod_inspect.go).</summary>
public sealed record PodInfraInspection
{
    /// <summary>Published ports.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<PortBindingInspection>?> PortBindings { get; init; } =
        new SortedDictionary<string, IReadOnlyList<PortBindingInspection>?>(StringComparer.Ordinal);

    /// <summary>It is on the host's network.</summary>
    public bool HostNetwork { get; init; }

    /// <summary>Fixed address.</summary>
    [JsonPropertyName("StaticIP")]
    public string StaticIp { get; init; } = "";

    /// <summary>Fixed hardware address.</summary>
    [JsonPropertyName("StaticMAC")]
    public string StaticMac { get; init; } = "";

    /// <summary>/etc/resolv.conf is left alone; never.</summary>
    public bool NoManageResolvConf { get; init; }

    /// <summary>Name servers.</summary>
    [JsonPropertyName("DNSServer")]
    public IReadOnlyList<string>? DnsServers { get; init; }

    /// <summary>Search domains.</summary>
    [JsonPropertyName("DNSSearch")]
    public IReadOnlyList<string>? DnsSearches { get; init; }

    /// <summary>Resolver options.</summary>
    [JsonPropertyName("DNSOption")]
    public IReadOnlyList<string>? DnsOptions { get; init; }

    /// <summary>/etc/hosts is left alone.</summary>
    public bool NoManageHosts { get; init; }

    /// <summary>Lines of /etc/hosts.</summary>
    public IReadOnlyList<string>? HostAdd { get; init; }

    /// <summary>Networks.</summary>
    public IReadOnlyList<string>? Networks { get; init; }

    /// <summary>Options of networks; none.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>>? NetworkOptions { get; init; }

    /// <summary>Process ids.</summary>
    [JsonPropertyName("pid_ns")]
    public string PidNamespace { get; init; } = "";

    /// <summary>Users; the host's.</summary>
    [JsonPropertyName("userns")]
    public string UserNamespace { get; init; } = "host";

    /// <summary>Host name.</summary>
    [JsonPropertyName("uts_ns")]
    public string UtsNamespace { get; init; } = "";
}
