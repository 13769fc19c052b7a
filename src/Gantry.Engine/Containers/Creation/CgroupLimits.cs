using Gantry.Engine.Model.Containers;
using Gantry.Engine.Model.Oci;

namespace Gantry.Engine.Containers.Creation;

/// <summary>A container's cgroup limits in the runtime's terms.</summary>
internal static class CgroupLimits
{
    // Docker's and Podman's period for --cpus, in microseconds.
    private const long DefaultPeriod = 100_000;
    private const long NanosPerCpu = 1_000_000_000;

    /// <summary>The limits asked for, with the rules for devices.</summary>
    public static OciResources For(ResourceSpec resources, IReadOnlyList<OciDeviceRule> deviceRules) => new()
    {
        Devices = deviceRules,
        Memory = Memory(resources),
        Cpu = Cpu(resources),
        Pids = new OciPids(Math.Max(resources.PidsLimit, 0)),
    };

    /// <summary>Leaves out what this host's cgroups cannot do; told one by one in Podman's words.</summary>
    public static OciResources Limit(OciResources wanted, IReadOnlySet<string> controllers, List<string> warnings)
    {
        var memory = wanted.Memory;
        if (memory is not null && Lacks("memory"))
        {
            Warn("memory limit capabilities", "Limitation discarded.");
            memory = null;
        }
        else if (memory is { Limit: not null, Swap: not null } && Lacks("memory.swap"))
        {
            Warn("swap limit capabilities", "Memory limited without swap.");
            memory = memory with { Swap = null };
        }

        var pids = wanted.Pids;
        if (pids is { Limit: > 0 } && Lacks("pids"))
        {
            Warn("pids limit capabilities", "PIDs limit discarded.");
            pids = null;
        }

        return wanted with { Memory = memory, Pids = pids, Cpu = LimitCpu(wanted.Cpu, Lacks, Warn) };

        bool Lacks(string controller) => !controllers.Contains(controller);

        void Warn(string what, string consequence) => warnings.Add(
            $"Your kernel does not support {what} or the cgroup is not mounted. {consequence}");
    }

    private static OciCpu? LimitCpu(OciCpu? cpu, Func<string, bool> lacks, Action<string, string> warn)
    {
        if (cpu is not null && (cpu.Shares ?? cpu.Period) is not null && lacks("cpu"))
        {
            warn("CPU shares and CPU cfs quota", "CPU limits discarded.");
            cpu = cpu with { Shares = null, Period = null, Quota = null };
        }

        if (cpu is not null && (cpu.Cpus ?? cpu.Mems) is not null && lacks("cpuset"))
        {
            warn("cpuset", "CPUset discarded.");
            cpu = cpu with { Cpus = null, Mems = null };
        }

        return cpu == new OciCpu() ? null : cpu;
    }

    private static OciMemory? Memory(ResourceSpec resources)
    {
        var limit = Positive(resources.MemoryBytes);
        var memory = new OciMemory
        {
            Limit = limit,
            Reservation = Positive(resources.MemoryReservationBytes),

            // Unsaid: as much swap as memory. -1: unlimited, which is the kernel's default.
            Swap = resources.MemorySwapBytes is null or 0 ? limit * 2 : Positive(resources.MemorySwapBytes),
        };
        return memory == new OciMemory() ? null : memory;
    }

    private static OciCpu? Cpu(ResourceSpec resources)
    {
        var fromCpus = Positive(resources.NanoCpus) is { } nanoCpus
            ? (long)((decimal)nanoCpus * DefaultPeriod / NanosPerCpu)
            : (long?)null;
        var cpu = new OciCpu
        {
            Shares = (ulong?)Positive(resources.CpuShares),
            Period = (ulong?)(Positive(resources.CpuPeriod) ?? (fromCpus is null ? null : DefaultPeriod)),
            Quota = Positive(resources.CpuQuota) ?? fromCpus,
            Cpus = NotEmpty(resources.CpusetCpus),
            Mems = NotEmpty(resources.CpusetMems),
        };
        return cpu == new OciCpu() ? null : cpu;
    }

    private static long? Positive(long? value) => value is > 0 ? value : null;

    private static string? NotEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
