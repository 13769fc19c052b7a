using System.Text.Json.Serialization;

namespace Gantry.Engine.Checkpoints.Definition;

/// <summary>
/// <c>config.dump</c>: an engine's own record of a container, in the words of Podman's (libpod/container_config.go).
/// </summary>
/// <remarks>
/// Only what an import needs or what makes it better is here; readers ignore unknown members and fill missing ones with
/// zero values. Paths of the source host are neither written nor read.
/// </remarks>
internal sealed record ConfigDump
{
    [JsonPropertyName("id")]
    public string Id { get; init; } = "";

    [JsonPropertyName("name")]
    public string Name { get; init; } = "";

    [JsonPropertyName("CreateCommand")]
    public IReadOnlyList<string>? CreateCommand { get; init; }

    [JsonPropertyName("RawImageName")]
    public string? RawImageName { get; init; }

    [JsonPropertyName("idMappingsOptions")]
    public ConfigDumpIdMappings? IdMappings { get; init; }

    /// <summary>Ids of containers this one cannot be without; an import refuses them.</summary>
    [JsonPropertyName("Dependencies")]
    public IReadOnlyList<string>? Dependencies { get; init; }

    /// <summary>Id of the image: digest of its config without the algorithm.</summary>
    [JsonPropertyName("rootfsImageID")]
    public string RootfsImageId { get; init; } = "";

    [JsonPropertyName("rootfsImageName")]
    public string RootfsImageName { get; init; } = "";

    /// <summary>Id or reference of the image, as CRI-O and containerd write it.</summary>
    [JsonPropertyName("rootfsImageRef")]
    public string? RootfsImageRef { get; init; }

    /// <summary>Bytes of /dev/shm; 0 in old archives.</summary>
    [JsonPropertyName("shmSize")]
    public long ShmSize { get; init; }

    [JsonPropertyName("namedVolumes")]
    public IReadOnlyList<ConfigDumpVolume>? NamedVolumes { get; init; }

    [JsonPropertyName("createWorkingDir")]
    public bool CreateWorkingDirectory { get; init; } = true;

    [JsonPropertyName("privileged")]
    public bool Privileged { get; init; }

    [JsonPropertyName("labelopts")]
    public IReadOnlyList<string>? LabelOptions { get; init; }

    /// <summary>The engine makes a network namespace for it.</summary>
    [JsonPropertyName("createNetNS")]
    public bool CreateNetworkNamespace { get; init; }

    /// <summary>No /etc/hosts is made for it.</summary>
    [JsonPropertyName("UseImageHosts")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool UseImageHosts { get; init; }

    [JsonPropertyName("networkMode")]
    public string? NetworkMode { get; init; }

    /// <summary>Networks as Podman 4 and 5 write them, by name.</summary>
    [JsonPropertyName("newNetworks")]
    public IReadOnlyDictionary<string, ConfigDumpNetwork>? Networks { get; init; }

    /// <summary>Networks as Podman 6 writes them, in order.</summary>
    [JsonPropertyName("orderedNetworks")]
    public IReadOnlyList<ConfigDumpOrderedNetwork>? OrderedNetworks { get; init; }

    [JsonPropertyName("newPortMappings")]
    public IReadOnlyList<ConfigDumpPort>? Ports { get; init; }

    [JsonPropertyName("dnsServer")]
    public IReadOnlyList<string>? DnsServers { get; init; }

    [JsonPropertyName("dnsSearch")]
    public IReadOnlyList<string>? DnsSearches { get; init; }

    [JsonPropertyName("dnsOption")]
    public IReadOnlyList<string>? DnsOptions { get; init; }

    [JsonPropertyName("hostsAdd")]
    public IReadOnlyList<string>? AddedHosts { get; init; }

    /// <summary>Paths of the image's and the person's volumes inside the container.</summary>
    [JsonPropertyName("userVolumes")]
    public IReadOnlyList<string>? UserVolumes { get; init; }

    [JsonPropertyName("entrypoint")]
    public IReadOnlyList<string>? Entrypoint { get; init; }

    [JsonPropertyName("command")]
    public IReadOnlyList<string>? Command { get; init; }

    [JsonPropertyName("labels")]
    public IReadOnlyDictionary<string, string>? Labels { get; init; }

    [JsonPropertyName("stdin")]
    public bool Stdin { get; init; }

    [JsonPropertyName("user")]
    public string? User { get; init; }

    [JsonPropertyName("groups")]
    public IReadOnlyList<string>? Groups { get; init; }

    [JsonPropertyName("umask")]
    public string? Umask { get; init; }

    [JsonPropertyName("stopSignal")]
    public int StopSignal { get; init; }

    /// <summary>Seconds.</summary>
    [JsonPropertyName("stopTimeout")]
    public int StopTimeout { get; init; }

    [JsonPropertyName("createdTime")]
    public DateTimeOffset CreatedTime { get; init; }

    /// <summary>When the checkpoint was made, as CRI-O and containerd write it.</summary>
    [JsonPropertyName("checkpointedTime")]
    public DateTimeOffset? CheckpointedTime { get; init; }

    [JsonPropertyName("cgroupManager")]
    public string? CgroupManager { get; init; }

    [JsonPropertyName("cgroupsMode")]
    public string? CgroupsMode { get; init; }

    [JsonPropertyName("cgroupParent")]
    public string? CgroupParent { get; init; }

    [JsonPropertyName("logDriver")]
    public string? LogDriver { get; init; }

    /// <summary>Name or path of the OCI runtime.</summary>
    [JsonPropertyName("runtime")]
    public string Runtime { get; init; } = "";

    [JsonPropertyName("restart_policy")]
    public string? RestartPolicy { get; init; }

    [JsonPropertyName("restart_retries")]
    public int RestartRetries { get; init; }

    [JsonPropertyName("sdnotifyMode")]
    public string? SdNotifyMode { get; init; }

    [JsonPropertyName("healthcheck")]
    public ConfigDumpHealthCheck? HealthCheck { get; init; }

    [JsonPropertyName("pod")]
    public string? Pod { get; init; }

    /// <summary>Id of the container whose IPC namespace is joined; the next four likewise.</summary>
    [JsonPropertyName("ipcNsCtr")]
    public string? IpcContainer { get; init; }

    [JsonPropertyName("netNsCtr")]
    public string? NetworkContainer { get; init; }

    [JsonPropertyName("pidNsCtr")]
    public string? PidContainer { get; init; }

    [JsonPropertyName("utsNsCtr")]
    public string? UtsContainer { get; init; }

    [JsonPropertyName("cgroupNsCtr")]
    public string? CgroupContainer { get; init; }
}

/// <summary>User namespace mapping; Gantry's containers use the host's ids.</summary>
internal sealed record ConfigDumpIdMappings
{
    [JsonPropertyName("HostUIDMapping")]
    public bool HostUidMapping { get; init; } = true;

    [JsonPropertyName("HostGIDMapping")]
    public bool HostGidMapping { get; init; } = true;
}

/// <summary>One named volume.</summary>
internal sealed record ConfigDumpVolume
{
    [JsonPropertyName("volumeName")]
    public string VolumeName { get; init; } = "";

    [JsonPropertyName("dest")]
    public string Destination { get; init; } = "";

    [JsonPropertyName("options")]
    public IReadOnlyList<string>? Options { get; init; }

    [JsonPropertyName("setAnonymous")]
    public bool Anonymous { get; init; }

    [JsonPropertyName("SubPath")]
    public string? SubPath { get; init; }
}

/// <summary>One network attachment.</summary>
internal sealed record ConfigDumpNetwork
{
    [JsonPropertyName("static_ips")]
    public IReadOnlyList<string>? StaticAddresses { get; init; }

    [JsonPropertyName("aliases")]
    public IReadOnlyList<string>? Aliases { get; init; }

    [JsonPropertyName("static_mac")]
    public string? StaticMac { get; init; }

    [JsonPropertyName("interface_name")]
    public string? InterfaceName { get; init; }
}

/// <summary>One network attachment with its name (Podman 6).</summary>
internal sealed record ConfigDumpOrderedNetwork
{
    [JsonPropertyName("name")]
    public string Name { get; init; } = "";

    [JsonPropertyName("options")]
    public ConfigDumpNetwork? Options { get; init; }
}

/// <summary>One published port range.</summary>
internal sealed record ConfigDumpPort
{
    [JsonPropertyName("host_ip")]
    public string HostAddress { get; init; } = "";

    [JsonPropertyName("container_port")]
    public ushort ContainerPort { get; init; }

    [JsonPropertyName("host_port")]
    public ushort HostPort { get; init; }

    [JsonPropertyName("range")]
    public ushort Range { get; init; } = 1;

    [JsonPropertyName("protocol")]
    public string Protocol { get; init; } = "tcp";
}

/// <summary>A health check; times in nanoseconds, as Docker's schema has them.</summary>
internal sealed record ConfigDumpHealthCheck
{
    public IReadOnlyList<string>? Test { get; init; }

    public long Interval { get; init; }

    public long Timeout { get; init; }

    public long StartPeriod { get; init; }

    public int Retries { get; init; }
}

/// <summary>Serialisation of the definition files, indented as Podman writes them; names read in any case, as Go does.</summary>
[JsonSourceGenerationOptions(
    WriteIndented = true,
    IndentSize = 2,
    PropertyNameCaseInsensitive = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ConfigDump))]
[JsonSerializable(typeof(IReadOnlyList<string>))]
internal sealed partial class DefinitionJsonContext : JsonSerializerContext;
