namespace Gantry.Engine.Model.Containers;

/// <summary>Limits of a container. Null and 0: no limit of that kind.</summary>
public sealed record ResourceSpec
{
    /// <summary>Hard memory limit in bytes.</summary>
    public long? MemoryBytes { get; init; }

    /// <summary>Soft memory limit in bytes.</summary>
    public long? MemoryReservationBytes { get; init; }

    /// <summary>Memory + swap in bytes; -1 is unlimited.</summary>
    public long? MemorySwapBytes { get; init; }

    /// <summary>Billionths of a processor per second (<c>--cpus</c> × 10⁹).</summary>
    public long? NanoCpus { get; init; }

    /// <summary>Relative weight (cgroup v1 cpu.shares).</summary>
    public long? CpuShares { get; init; }

    /// <summary>Scheduling period in microseconds.</summary>
    public long? CpuPeriod { get; init; }

    /// <summary>Time per period in microseconds.</summary>
    public long? CpuQuota { get; init; }

    /// <summary>Processors, as <c>0-2,4</c>.</summary>
    public string? CpusetCpus { get; init; }

    /// <summary>Memory nodes.</summary>
    public string? CpusetMems { get; init; }

    /// <summary>Most processes; -1 is unlimited. Podman's default is 2048.</summary>
    public long PidsLimit { get; init; } = 2048;

    /// <summary>Size of /dev/shm in bytes. Podman's default is 65,536,000.</summary>
    public long ShmSizeBytes { get; init; } = 65_536_000;

    /// <summary>Process limits.</summary>
    public IReadOnlyList<Ulimit> Ulimits { get; init; } = [];

    /// <summary>Adjustment of the out-of-memory score, -1000 to 1000.</summary>
    public int? OomScoreAdjustment { get; init; }

    /// <summary>Cgroup parent. Null: the installation's own (<see cref="HostLayout.CgroupParent"/>).</summary>
    public string? CgroupParent { get; init; }
}
