using System.Text.Json;
using System.Text.Json.Serialization;

namespace Gantry.Engine.Model.Oci;

/// <summary>
/// The OCI runtime configuration (config.json), as far as Gantry knows it (runtime-spec, config.md and config-linux.md).
/// </summary>
/// <remarks>
/// What is not a property here does not survive reading: an archive's specification is rebuilt from what we know. Hooks
/// are left out on purpose: nothing that runs on the host comes from an image or an archive.
/// </remarks>
public sealed record OciSpec
{
    /// <summary>Version of the specification.</summary>
    public string OciVersion { get; init; } = "1.0.2";

    /// <summary>The program.</summary>
    public OciProcess? Process { get; init; }

    /// <summary>The root file system.</summary>
    public OciRoot? Root { get; init; }

    /// <summary>Host name inside.</summary>
    public string? Hostname { get; init; }

    /// <summary>Mounts in the order they are made.</summary>
    public IReadOnlyList<OciMount> Mounts { get; init; } = [];

    /// <summary>Annotations.</summary>
    public IReadOnlyDictionary<string, string>? Annotations { get; init; }

    /// <summary>Linux' own part.</summary>
    public OciLinux? Linux { get; init; }
}

/// <summary>The program (config.md, process).</summary>
public sealed record OciProcess
{
    /// <summary>It gets a terminal.</summary>
    public bool? Terminal { get; init; }

    /// <summary>Size of the terminal.</summary>
    public OciConsoleSize? ConsoleSize { get; init; }

    /// <summary>Ids.</summary>
    public OciUser User { get; init; } = new();

    /// <summary>Program and arguments.</summary>
    public IReadOnlyList<string> Args { get; init; } = [];

    /// <summary><c>KEY=VALUE</c> entries.</summary>
    public IReadOnlyList<string>? Env { get; init; }

    /// <summary>Working directory.</summary>
    public string Cwd { get; init; } = "/";

    /// <summary>Capability sets.</summary>
    public OciCapabilities? Capabilities { get; init; }

    /// <summary>Limits.</summary>
    public IReadOnlyList<OciRlimit>? Rlimits { get; init; }

    /// <summary>No gain of privileges by execve(2).</summary>
    public bool? NoNewPrivileges { get; init; }

    /// <summary>AppArmor profile.</summary>
    public string? ApparmorProfile { get; init; }

    /// <summary>Adjustment of the out-of-memory score.</summary>
    public int? OomScoreAdj { get; init; }

    /// <summary>SELinux label.</summary>
    public string? SelinuxLabel { get; init; }
}

/// <summary>Size of a terminal in characters.</summary>
public sealed record OciConsoleSize(uint Height, uint Width);

/// <summary>Ids of the program.</summary>
public sealed record OciUser
{
    /// <summary>User id.</summary>
    public uint Uid { get; init; }

    /// <summary>Group id.</summary>
    public uint Gid { get; init; }

    /// <summary>File creation mask.</summary>
    public uint? Umask { get; init; }

    /// <summary>Additional group ids.</summary>
    public IReadOnlyList<uint>? AdditionalGids { get; init; }
}

/// <summary>The five capability sets, names as <c>CAP_CHOWN</c>.</summary>
public sealed record OciCapabilities
{
    /// <summary>Bounding set.</summary>
    public IReadOnlyList<string>? Bounding { get; init; }

    /// <summary>Effective set.</summary>
    public IReadOnlyList<string>? Effective { get; init; }

    /// <summary>Inheritable set.</summary>
    public IReadOnlyList<string>? Inheritable { get; init; }

    /// <summary>Permitted set.</summary>
    public IReadOnlyList<string>? Permitted { get; init; }

    /// <summary>Ambient set.</summary>
    public IReadOnlyList<string>? Ambient { get; init; }
}

/// <summary>One limit; the maximum of the type is unlimited.</summary>
public sealed record OciRlimit(string Type, ulong Hard, ulong Soft);

/// <summary>The root file system.</summary>
public sealed record OciRoot
{
    /// <summary>Absolute path, or relative to the bundle.</summary>
    public string Path { get; init; } = "rootfs";

    /// <summary>Mounted read-only.</summary>
    public bool? Readonly { get; init; }
}

/// <summary>One mount.</summary>
public sealed record OciMount
{
    /// <summary>Absolute path inside.</summary>
    public required string Destination { get; init; }

    /// <summary>File system type, or <c>bind</c>.</summary>
    public string? Type { get; init; }

    /// <summary>Source.</summary>
    public string? Source { get; init; }

    /// <summary>Options.</summary>
    public IReadOnlyList<string>? Options { get; init; }
}

/// <summary>Linux' own part (config-linux.md).</summary>
public sealed record OciLinux
{
    /// <summary>Mapping of user ids.</summary>
    public IReadOnlyList<OciIdMapping>? UidMappings { get; init; }

    /// <summary>Mapping of group ids.</summary>
    public IReadOnlyList<OciIdMapping>? GidMappings { get; init; }

    /// <summary>Kernel parameters.</summary>
    public IReadOnlyDictionary<string, string>? Sysctl { get; init; }

    /// <summary>Limits.</summary>
    public OciResources? Resources { get; init; }

    /// <summary>Cgroup path.</summary>
    public string? CgroupsPath { get; init; }

    /// <summary>Namespaces.</summary>
    public IReadOnlyList<OciNamespace>? Namespaces { get; init; }

    /// <summary>Device nodes to make.</summary>
    public IReadOnlyList<OciDevice>? Devices { get; init; }

    /// <summary>System call filter. Passed on as it is: it can only take rights away, or its absence is seen.</summary>
    public JsonElement? Seccomp { get; init; }

    /// <summary>Propagation of the root mount.</summary>
    public string? RootfsPropagation { get; init; }

    /// <summary>Paths that cannot be read.</summary>
    public IReadOnlyList<string>? MaskedPaths { get; init; }

    /// <summary>Paths that cannot be written.</summary>
    public IReadOnlyList<string>? ReadonlyPaths { get; init; }

    /// <summary>SELinux label of mounts.</summary>
    public string? MountLabel { get; init; }
}

/// <summary>A range of ids.</summary>
public sealed record OciIdMapping(
    [property: JsonPropertyName("containerID")] uint ContainerId, [property: JsonPropertyName("hostID")] uint HostId, uint Size);

/// <summary>One namespace; without a path a new one.</summary>
public sealed record OciNamespace(string Type, string? Path = null);

/// <summary>A device node.</summary>
public sealed record OciDevice
{
    /// <summary>Path inside.</summary>
    public required string Path { get; init; }

    /// <summary><c>c</c>, <c>b</c>, <c>u</c> or <c>p</c>.</summary>
    public required string Type { get; init; }

    /// <summary>Major number.</summary>
    public long Major { get; init; }

    /// <summary>Minor number.</summary>
    public long Minor { get; init; }

    /// <summary>Permission bits.</summary>
    public uint? FileMode { get; init; }

    /// <summary>Owner.</summary>
    public uint? Uid { get; init; }

    /// <summary>Group.</summary>
    public uint? Gid { get; init; }
}

/// <summary>Cgroup limits.</summary>
public sealed record OciResources
{
    /// <summary>Device rules in order.</summary>
    public IReadOnlyList<OciDeviceRule>? Devices { get; init; }

    /// <summary>Memory.</summary>
    public OciMemory? Memory { get; init; }

    /// <summary>Processor time.</summary>
    public OciCpu? Cpu { get; init; }

    /// <summary>Processes.</summary>
    public OciPids? Pids { get; init; }
}

/// <summary>One device rule; null numbers are wildcards.</summary>
public sealed record OciDeviceRule(bool Allow, string? Type = null, long? Major = null, long? Minor = null, string? Access = null);

/// <summary>Memory limits in bytes.</summary>
public sealed record OciMemory
{
    /// <summary>Hard limit.</summary>
    public long? Limit { get; init; }

    /// <summary>Soft limit.</summary>
    public long? Reservation { get; init; }

    /// <summary>Memory + swap.</summary>
    public long? Swap { get; init; }
}

/// <summary>Processor limits.</summary>
public sealed record OciCpu
{
    /// <summary>Relative weight.</summary>
    public ulong? Shares { get; init; }

    /// <summary>Microseconds per period.</summary>
    public long? Quota { get; init; }

    /// <summary>Period in microseconds.</summary>
    public ulong? Period { get; init; }

    /// <summary>Processors.</summary>
    public string? Cpus { get; init; }

    /// <summary>Memory nodes.</summary>
    public string? Mems { get; init; }
}

/// <summary>Most processes.</summary>
public sealed record OciPids(long Limit);

/// <summary>Serialisation of <see cref="OciSpec"/> and its parts.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(OciSpec))]
[JsonSerializable(typeof(OciProcess))]
public sealed partial class OciJsonContext : JsonSerializerContext;
