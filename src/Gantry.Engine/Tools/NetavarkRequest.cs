using System.Text.Json.Serialization;
using Gantry.Engine.Model.Networks;

namespace Gantry.Engine.Tools;

/// <summary>What netavark reads from standard input (netavark, src/network/types.rs, NetworkOptions).</summary>
internal sealed record NetavarkRequest
{
    [JsonPropertyName("container_id")]
    public required string ContainerId { get; init; }

    [JsonPropertyName("container_name")]
    public required string ContainerName { get; init; }

    [JsonPropertyName("port_mappings")]
    public IReadOnlyList<NetavarkPort> Ports { get; init; } = [];

    /// <summary>How the container joins each network, by the network's name.</summary>
    [JsonPropertyName("networks")]
    public required IReadOnlyDictionary<string, NetavarkAttachment> Attachments { get; init; }

    /// <summary>The networks by name.</summary>
    [JsonPropertyName("network_info")]
    public required IReadOnlyDictionary<string, Network> Networks { get; init; }
}

/// <summary>How a container joins one network (PerNetworkOptions).</summary>
internal sealed record NetavarkAttachment
{
    [JsonPropertyName("interface_name")]
    public required string InterfaceName { get; init; }

    [JsonPropertyName("static_ips")]
    public IReadOnlyList<string>? Addresses { get; init; }

    [JsonPropertyName("static_mac")]
    public string? MacAddress { get; init; }

    [JsonPropertyName("aliases")]
    public IReadOnlyList<string>? Aliases { get; init; }
}

/// <summary>Ports published on the host (PortMapping).</summary>
internal sealed record NetavarkPort
{
    [JsonPropertyName("host_ip")]
    public required string HostAddress { get; init; }

    [JsonPropertyName("container_port")]
    public required ushort ContainerPort { get; init; }

    [JsonPropertyName("host_port")]
    public required ushort HostPort { get; init; }

    [JsonPropertyName("range")]
    public required ushort Range { get; init; }

    [JsonPropertyName("protocol")]
    public required string Protocol { get; init; }
}

/// <summary>Why netavark failed; on standard output.</summary>
internal sealed record NetavarkError
{
    [JsonPropertyName("error")]
    public string? Error { get; init; }
}

/// <summary>Serialisation of netavark's words.</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(NetavarkRequest))]
[JsonSerializable(typeof(NetavarkError))]
[JsonSerializable(typeof(Dictionary<string, NetworkStatus>))]
internal sealed partial class NetavarkJsonContext : JsonSerializerContext;
