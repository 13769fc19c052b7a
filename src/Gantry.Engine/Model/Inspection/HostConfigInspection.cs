using System.Text.Json.Serialization;

namespace Gantry.Engine.Model.Inspection;

/// <summary>
/// What a container gets from the host; fields that Gantry has no use for keep Docker's place and Podman's value.
/// </summary>
public sealed record HostConfigInspection
{
    /// <summary><c>source:destination:options</c> of volumes and host paths.</summary>
    public IReadOnlyList<string> Binds { get; init; } = [];

    /// <summary><c>cgroupfs</c> or <c>systemd</c>.</summary>
    public string CgroupManager { get; init; } = "";

    /// <summary>Cgroup namespace.</summary>
    public string CgroupMode { get; init; } = "";

    /// <summary>File that received its id.</summary>
    [JsonPropertyName("ContainerIDFile")]
    public string ContainerIdFile { get; init; } = "";

    /// <summary>Where its output goes.</summary>
    public LogConfigInspection LogConfig { get; init; } = new();

    /// <summary><c>none</c>, <c>host</c>, <c>bridge</c>, <c>container:ID</c> or <c>ns:PATH</c>.</summary>
    public string NetworkMode { get; init; } = "";

    /// <summary>Published ports: <c>80/tcp</c> to where it is published.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<PortBindingInspection>?> PortBindings { get; init; } =
        new SortedDictionary<string, IReadOnlyList<PortBindingInspection>?>(StringComparer.Ordinal);

    /// <summary>What happens when it exits.</summary>
    public RestartPolicyInspection RestartPolicy { get; init; } = new();

    /// <summary>It is removed when it exits.</summary>
    public bool AutoRemove { get; init; }

    /// <summary>Always empty.</summary>
    public string VolumeDriver { get; init; } = "";

    /// <summary>Always null.</summary>
    public IReadOnlyList<string>? VolumesFrom { get; init; }

    /// <summary>Capabilities beyond the default set.</summary>
    public IReadOnlyList<string> CapAdd { get; init; } = [];

    /// <summary>Capabilities taken from the default set.</summary>
    public IReadOnlyList<string> CapDrop { get; init; } = [];

    /// <summary>Name servers.</summary>
    public IReadOnlyList<string> Dns { get; init; } = [];

    /// <summary>Resolver options.</summary>
    public IReadOnlyList<string> DnsOptions { get; init; } = [];

    /// <summary>Search domains.</summary>
    public IReadOnlyList<string> DnsSearch { get; init; } = [];

    /// <summary>Lines for /etc/hosts.</summary>
    public IReadOnlyList<string> ExtraHosts { get; init; } = [];

    /// <summary>Additional groups.</summary>
    public IReadOnlyList<string> GroupAdd { get; init; } = [];

    /// <summary>IPC namespace.</summary>
    public string IpcMode { get; init; } = "";

    /// <summary>Always empty.</summary>
    public string Cgroup { get; init; } = "";

    /// <summary>Always <c>default</c>.</summary>
    public string Cgroups { get; init; } = "default";

    /// <summary>Always null.</summary>
    public IReadOnlyList<string>? Links { get; init; }

    /// <summary>Adjustment of the out-of-memory score.</summary>
    public int OomScoreAdj { get; init; }

    /// <summary>Process namespace.</summary>
    public string PidMode { get; init; } = "";

    /// <summary>It has all capabilities and devices.</summary>
    public bool Privileged { get; init; }

    /// <summary>Always false.</summary>
    public bool PublishAllPorts { get; init; }

    /// <summary>Its root file system is read-only.</summary>
    public bool ReadonlyRootfs { get; init; }

    /// <summary>Security options.</summary>
    public IReadOnlyList<string> SecurityOpt { get; init; } = [];

    /// <summary>Memory file systems: path to options.</summary>
    public IReadOnlyDictionary<string, string> Tmpfs { get; init; } =
        new SortedDictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Host name namespace.</summary>
    [JsonPropertyName("UTSMode")]
    public string UtsMode { get; init; } = "";

    /// <summary>Always empty.</summary>
    public string UsernsMode { get; init; } = "";

    /// <summary>Bytes of /dev/shm.</summary>
    public long ShmSize { get; init; }

    /// <summary>Always <c>oci</c>.</summary>
    public string Runtime { get; init; } = "oci";

    /// <summary>Always two zeros.</summary>
    public IReadOnlyList<uint> ConsoleSize { get; init; } = [0, 0];

    /// <summary>Always empty.</summary>
    public string Isolation { get; init; } = "";

    /// <summary>Relative weight; 0 is the default.</summary>
    public ulong CpuShares { get; init; }

    /// <summary>Bytes of memory; 0 is no limit.</summary>
    public long Memory { get; init; }

    /// <summary>Billionths of processors; 0 is no limit.</summary>
    public long NanoCpus { get; init; }

    /// <summary>Cgroup above it; empty is the default.</summary>
    public string CgroupParent { get; init; } = "";

    /// <summary>Always 0.</summary>
    public ushort BlkioWeight { get; init; }

    /// <summary>Always null.</summary>
    public IReadOnlyList<string>? BlkioWeightDevice { get; init; }

    /// <summary>Always null.</summary>
    public IReadOnlyList<string>? BlkioDeviceReadBps { get; init; }

    /// <summary>Always null.</summary>
    public IReadOnlyList<string>? BlkioDeviceWriteBps { get; init; }

    /// <summary>Always null.</summary>
    public IReadOnlyList<string>? BlkioDeviceReadIOps { get; init; }

    /// <summary>Always null.</summary>
    public IReadOnlyList<string>? BlkioDeviceWriteIOps { get; init; }

    /// <summary>Scheduling period in microseconds.</summary>
    public ulong CpuPeriod { get; init; }

    /// <summary>Processor time per period in microseconds.</summary>
    public long CpuQuota { get; init; }

    /// <summary>Always 0.</summary>
    public ulong CpuRealtimePeriod { get; init; }

    /// <summary>Always 0.</summary>
    public long CpuRealtimeRuntime { get; init; }

    /// <summary>Processors it may use; empty is all.</summary>
    public string CpusetCpus { get; init; } = "";

    /// <summary>Memory nodes it may use; empty is all.</summary>
    public string CpusetMems { get; init; } = "";

    /// <summary>Host devices.</summary>
    public IReadOnlyList<DeviceInspection> Devices { get; init; } = [];

    /// <summary>Always 0.</summary>
    public ulong DiskQuota { get; init; }

    /// <summary>Always 0.</summary>
    public long KernelMemory { get; init; }

    /// <summary>Soft limit of memory in bytes; 0 is none.</summary>
    public long MemoryReservation { get; init; }

    /// <summary>Bytes of memory and swap; 0 is the default, -1 unlimited.</summary>
    public long MemorySwap { get; init; }

    /// <summary>Always -1.</summary>
    public long MemorySwappiness { get; init; } = -1;

    /// <summary>Always false.</summary>
    public bool OomKillDisable { get; init; }

    /// <summary>Most processes; 0 is no limit.</summary>
    public long PidsLimit { get; init; }

    /// <summary>Process limits.</summary>
    public IReadOnlyList<UlimitInspection> Ulimits { get; init; } = [];

    /// <summary>Always 0.</summary>
    public ulong CpuCount { get; init; }

    /// <summary>Always 0.</summary>
    public ulong CpuPercent { get; init; }

    /// <summary>Always 0.</summary>
    public ulong IOMaximumIOps { get; init; }

    /// <summary>Always 0.</summary>
    public ulong IOMaximumBandwidth { get; init; }

    /// <summary>Always null.</summary>
    public IReadOnlyDictionary<string, string>? CgroupConf { get; init; }
}
