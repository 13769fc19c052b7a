using System.Text.Json.Serialization;

namespace Gantry.Engine.Model.Inspection;

/// <summary>A container on one network.</summary>
public sealed record NetworkInspection
{
    /// <summary>Always empty.</summary>
    [JsonPropertyName("EndpointID")]
    public string EndpointId { get; init; } = "";

    /// <summary>Gateway.</summary>
    public string Gateway { get; init; } = "";

    /// <summary>Address.</summary>
    public string IPAddress { get; init; } = "";

    /// <summary>Length of its prefix.</summary>
    public int IPPrefixLen { get; init; }

    /// <summary>Gateway of version 6.</summary>
    public string IPv6Gateway { get; init; } = "";

    /// <summary>Address of version 6.</summary>
    public string GlobalIPv6Address { get; init; } = "";

    /// <summary>Length of its prefix.</summary>
    public int GlobalIPv6PrefixLen { get; init; }

    /// <summary>Hardware address.</summary>
    public string MacAddress { get; init; } = "";

    /// <summary>The network's name.</summary>
    [JsonPropertyName("NetworkID")]
    public string NetworkId { get; init; } = "";

    /// <summary>Always null.</summary>
    public IReadOnlyDictionary<string, string>? DriverOpts { get; init; }

    /// <summary>Always null.</summary>
    [JsonPropertyName("IPAMConfig")]
    public IReadOnlyDictionary<string, string>? IpamConfig { get; init; }

    /// <summary>Always null.</summary>
    public IReadOnlyList<string>? Links { get; init; }

    /// <summary>Other names of the container on it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public IReadOnlyList<string>? Aliases { get; init; }
}
