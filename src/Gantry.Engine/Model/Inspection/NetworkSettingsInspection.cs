using System.Text.Json.Serialization;

namespace Gantry.Engine.Model.Inspection;

/// <summary>Networks and ports of a container.</summary>
public sealed record NetworkSettingsInspection
{
    /// <summary>Always empty.</summary>
    [JsonPropertyName("EndpointID")]
    public string EndpointId { get; init; } = "";

    /// <summary>Gateway of the first network.</summary>
    public string Gateway { get; init; } = "";

    /// <summary>Address on the first network.</summary>
    public string IPAddress { get; init; } = "";

    /// <summary>Length of its prefix.</summary>
    public int IPPrefixLen { get; init; }

    /// <summary>Gateway of version 6.</summary>
    public string IPv6Gateway { get; init; } = "";

    /// <summary>Address of version 6.</summary>
    public string GlobalIPv6Address { get; init; } = "";

    /// <summary>Length of its prefix.</summary>
    public int GlobalIPv6PrefixLen { get; init; }

    /// <summary>Hardware address on the first network.</summary>
    public string MacAddress { get; init; } = "";

    /// <summary>Always empty.</summary>
    public string Bridge { get; init; } = "";

    /// <summary>Always empty.</summary>
    [JsonPropertyName("SandboxID")]
    public string SandboxId { get; init; } = "";

    /// <summary>Always false.</summary>
    public bool HairpinMode { get; init; }

    /// <summary>Always empty.</summary>
    public string LinkLocalIPv6Address { get; init; } = "";

    /// <summary>Always 0.</summary>
    public int LinkLocalIPv6PrefixLen { get; init; }

    /// <summary>Published ports: <c>80/tcp</c> to where it is published.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<PortBindingInspection>?> Ports { get; init; } =
        new SortedDictionary<string, IReadOnlyList<PortBindingInspection>?>(StringComparer.Ordinal);

    /// <summary>Path of its network namespace; empty unless it has one of its own.</summary>
    public string SandboxKey { get; init; } = "";

    /// <summary>Networks by name; null when it is on none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public IReadOnlyDictionary<string, NetworkInspection>? Networks { get; init; }
}
