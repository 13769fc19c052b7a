using System.Text.Json.Serialization;

namespace Gantry.Engine.Model.Inspection;

/// <summary>
/// What <c>inspect</c> shows of a container; names and types are Podman's (libpod/define, container_inspect.go).
/// </summary>
public sealed record ContainerInspection
{
    /// <summary>64 hexadecimal digits.</summary>
    public string Id { get; init; } = "";

    /// <summary>When it was put on record here.</summary>
    public DateTimeOffset Created { get; init; }

    /// <summary>The program.</summary>
    public string Path { get; init; } = "";

    /// <summary>Its arguments.</summary>
    public IReadOnlyList<string> Args { get; init; } = [];

    /// <summary>How it stands.</summary>
    public ContainerStateInspection State { get; init; } = new();

    /// <summary>The image's id, digits only.</summary>
    public string Image { get; init; } = "";

    /// <summary>Digest of the image's manifest; empty when the image is gone.</summary>
    public string ImageDigest { get; init; } = "";

    /// <summary>The image's full name.</summary>
    public string ImageName { get; init; } = "";

    /// <summary>Always empty: containers are made from images.</summary>
    public string Rootfs { get; init; } = "";

    /// <summary>Always empty: there are no pods.</summary>
    public string Pod { get; init; } = "";

    /// <summary>The container's resolv.conf on the host.</summary>
    public string ResolvConfPath { get; init; } = "";

    /// <summary>The container's hostname file on the host.</summary>
    public string HostnamePath { get; init; } = "";

    /// <summary>The container's hosts file on the host.</summary>
    public string HostsPath { get; init; } = "";

    /// <summary>Its durable folder.</summary>
    public string StaticDir { get; init; } = "";

    /// <summary>The runtime's configuration.</summary>
    [JsonPropertyName("OCIConfigPath")]
    public string OciConfigPath { get; init; } = "";

    /// <summary>Name of the OCI runtime.</summary>
    [JsonPropertyName("OCIRuntime")]
    public string OciRuntime { get; init; } = "";

    /// <summary>File with the monitor's process id.</summary>
    public string ConmonPidFile { get; init; } = "";

    /// <summary>File with the process id of its first process.</summary>
    public string PidFile { get; init; } = "";

    /// <summary>Its name.</summary>
    public string Name { get; init; } = "";

    /// <summary>Restarts by policy.</summary>
    public int RestartCount { get; init; }

    /// <summary>Storage driver.</summary>
    public string Driver { get; init; } = "overlay";

    /// <summary>SELinux label of its mounts.</summary>
    public string MountLabel { get; init; } = "";

    /// <summary>SELinux label of its processes.</summary>
    public string ProcessLabel { get; init; } = "";

    /// <summary>AppArmor profile.</summary>
    public string AppArmorProfile { get; init; } = "";

    /// <summary>Effective capabilities of its program.</summary>
    public IReadOnlyList<string> EffectiveCaps { get; init; } = [];

    /// <summary>Bounding set of its program.</summary>
    public IReadOnlyList<string> BoundingCaps { get; init; } = [];

    /// <summary>Ids of the exec sessions.</summary>
    [JsonPropertyName("ExecIDs")]
    public IReadOnlyList<string> ExecIds { get; init; } = [];

    /// <summary>Where its root file system lies.</summary>
    public GraphDriverInspection GraphDriver { get; init; } = new();

    /// <summary>Bytes it wrote over its image. Null: not asked for.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long? SizeRw { get; init; }

    /// <summary>Those and the bytes of its image. Null: not asked for.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long? SizeRootFs { get; init; }

    /// <summary>Volumes and bind mounts.</summary>
    public IReadOnlyList<MountInspection> Mounts { get; init; } = [];

    /// <summary>Ids of containers whose namespaces it joins.</summary>
    public IReadOnlyList<string> Dependencies { get; init; } = [];

    /// <summary>Networks and ports.</summary>
    public NetworkSettingsInspection NetworkSettings { get; init; } = new();

    /// <summary>Always empty.</summary>
    public string Namespace { get; init; } = "";

    /// <summary>Always false: there are no pods.</summary>
    public bool IsInfra { get; init; }

    /// <summary>Always false.</summary>
    public bool IsService { get; init; }

    /// <summary>What it was to be.</summary>
    public ContainerConfigInspection Config { get; init; } = new();

    /// <summary>What it gets from the host.</summary>
    public HostConfigInspection HostConfig { get; init; } = new();
}
