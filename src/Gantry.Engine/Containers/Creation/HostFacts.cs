using System.Globalization;
using Gantry.Linux;

namespace Gantry.Engine.Containers.Creation;

/// <summary>What this host and this process can do, as far as a container's specification depends on it.</summary>
internal sealed record HostFacts
{
    /// <summary>The host's own name.</summary>
    public string Hostname { get; init; } = "localhost";

    /// <summary>Only cgroup v2 is mounted.</summary>
    public bool UnifiedCgroups { get; init; }

    /// <summary>Controllers that can be used, e.g. <c>memory</c>, and <c>memory.swap</c> where swap is accounted for.</summary>
    public IReadOnlySet<string> Controllers { get; init; } = new HashSet<string>();

    /// <summary>Capabilities this process holds, as <c>CAP_CHOWN</c>: none else can be given away.</summary>
    public IReadOnlySet<string> Capabilities { get; init; } = new HashSet<string>();

    /// <summary>This process's own hard limits by name (<c>RLIMIT_NOFILE</c>); the maximum of the type is unlimited.</summary>
    public IReadOnlyDictionary<string, ulong> HardLimits { get; init; } = new Dictionary<string, ulong>();

    /// <summary>The architecture in Go's words, e.g. <c>amd64</c>.</summary>
    public string Architecture { get; init; } = "amd64";

    /// <summary>Version of the kernel, e.g. 6.1.</summary>
    public Version KernelVersion { get; init; } = new(5, 10);

    /// <summary>Our own adjustment of the out-of-memory score; only CAP_SYS_RESOURCE may go below it (proc(5)).</summary>
    public int OomScoreAdjustment { get; init; }

    /// <summary>AppArmor is on (/sys/module/apparmor/parameters/enabled).</summary>
    public bool HasAppArmor { get; init; }

    /// <summary>Path of the seccomp profile for containers that name none. Null: none is installed.</summary>
    public string? SeccompProfile { get; init; }

    /// <summary>Path of the small init that <c>--init</c> runs. Null: none is installed.</summary>
    public string? InitProgram { get; init; }

    /// <summary>Reads all of it from the kernel and the file system.</summary>
    public static HostFacts Read() => new()
    {
        Hostname = Machine.Hostname,
        UnifiedCgroups = Cgroups.Version == CgroupVersion.V2,
        Controllers = ReadControllers(),
        Capabilities = ReadCapabilities(),
        HardLimits = Enum.GetValues<ResourceKind>().ToDictionary(Limits.Name, kind => Limits.Get(kind).Hard),
        Architecture = Machine.Architecture,
        KernelVersion = Machine.KernelVersion,
        OomScoreAdjustment = int.Parse(ReadLine("/proc/self/oom_score_adj"), CultureInfo.InvariantCulture),
        HasAppArmor = ReadLine("/sys/module/apparmor/parameters/enabled") == "Y",
        SeccompProfile = SeccompProfileFile.FindDefault(),
        InitProgram = Creation.InitProgram.Find(),
    };

    private static HashSet<string> ReadControllers()
    {
        HashSet<string> controllers = [.. Cgroups.Controllers()];
        var memory = Cgroups.FolderOf(Environment.ProcessId, "memory");
        var countsSwap = memory is not null
            && (File.Exists($"{memory}/memory.memsw.limit_in_bytes") // version 1
                || File.Exists($"{memory}/memory.swap.max") // version 2, below the root
                || !File.Exists($"{memory}/memory.max")); // version 2 at the root, which has no such files: taken for granted
        if (countsSwap)
        {
            controllers.Add("memory.swap");
        }

        return controllers;
    }

    private static HashSet<string> ReadCapabilities() =>
        [.. CapabilityNames.ByNumber.Where((_, number) => Users.HasCapability((Capability)number))];

    private static string ReadLine(string path) => File.Exists(path) ? File.ReadAllText(path).Trim() : "";
}
