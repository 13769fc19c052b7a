using System.CommandLine;
using System.Globalization;
using Gantry.Cli.CommandLine;
using Gantry.Engine.Model.Containers;

namespace Gantry.Cli.Options;

/// <summary>Limits of a new container.</summary>
internal sealed class ResourceOptions : IOptionGroup
{
    private const decimal BillionthsPerCpu = 1_000_000_000m;

    private readonly Option<long?> _memory = Flag.Size("memory", "m", "Memory limit: a number and a unit (b, k, m, g)");
    private readonly Option<long?> _memoryReservation = Flag.Size("memory-reservation", null, "Memory soft limit");
    private readonly Option<long?> _memorySwap = Flag.Size(
        "memory-swap", null, "Limit of memory plus swap; -1 is unlimited");
    private readonly Option<string?> _cpus = Flag.Text(
        "cpus", null, "Number of CPUs, e.g. 1.5; 0 is no limit", null, "float");
    private readonly Option<long?> _cpuShares = Flag.Integer("cpu-shares", "c", "CPU shares (relative weight)");
    private readonly Option<long?> _cpuPeriod = Flag.Integer("cpu-period", null, "Scheduling period in microseconds");
    private readonly Option<long?> _cpuQuota = Flag.Integer(
        "cpu-quota", null, "CPU time per period in microseconds", null, signed: true);
    private readonly Option<string?> _cpusetCpus = Flag.Text("cpuset-cpus", null, "CPUs to run on (0-3, 0,1)");
    private readonly Option<string?> _cpusetMems = Flag.Text("cpuset-mems", null, "Memory nodes to use (0-3, 0,1)");
    private readonly Option<long?> _pidsLimit = Flag.Integer(
        "pids-limit", null, "Most processes; -1 is unlimited", 2048, signed: true);
    private readonly Option<long?> _shmSize = Flag.Size("shm-size", null, "Size of /dev/shm (default \"65536k\")");
    private readonly Option<IReadOnlyList<string>> _ulimits = Flag.List(
        "ulimit", null, "Process limit, NAME=SOFT[:HARD]");
    private readonly Option<long?> _oomScoreAdjustment = Flag.Integer(
        "oom-score-adj", null, "Preference of the kernel when memory runs out (-1000 to 1000)", null, signed: true);

    private readonly Option<string?> _cgroupParent = Flag.Text("cgroup-parent", null, "Parent cgroup of the container");

    /// <inheritdoc/>
    public IEnumerable<Option> Options =>
    [
        _memory, _memoryReservation, _memorySwap, _cpus, _cpuShares, _cpuPeriod, _cpuQuota, _cpusetCpus, _cpusetMems,
        _pidsLimit, _shmSize, _ulimits, _oomScoreAdjustment, _cgroupParent,
    ];

    /// <summary>What was asked for.</summary>
    public ResourceSpec Read(Invocation invocation)
    {
        var defaults = new ResourceSpec();
        if (invocation.IsGiven(_cpus) && (invocation.IsGiven(_cpuPeriod) || invocation.IsGiven(_cpuQuota)))
        {
            throw new UsageException("--cpu-period, --cpu-quota and --cpus cannot be set together");
        }

        return defaults with
        {
            MemoryBytes = NullIfZero(invocation.Get(_memory)),
            MemoryReservationBytes = NullIfZero(invocation.Get(_memoryReservation)),
            MemorySwapBytes = NullIfZero(invocation.Get(_memorySwap)),
            NanoCpus = ParseCpus(invocation.Get(_cpus)),
            CpuShares = NullIfZero(invocation.Get(_cpuShares)),
            CpuPeriod = NullIfZero(invocation.Get(_cpuPeriod)),
            CpuQuota = NullIfZero(invocation.Get(_cpuQuota)),
            CpusetCpus = NullIfEmpty(invocation.Get(_cpusetCpus)),
            CpusetMems = NullIfEmpty(invocation.Get(_cpusetMems)),
            PidsLimit = invocation.Get(_pidsLimit) is { } pids and not 0 ? pids : -1,
            ShmSizeBytes = invocation.Get(_shmSize) ?? defaults.ShmSizeBytes,
            Ulimits = [.. invocation.Get(_ulimits).Select(Ulimit.Parse)],
            OomScoreAdjustment = (int?)invocation.Get(_oomScoreAdjustment),
            CgroupParent = NullIfEmpty(invocation.Get(_cgroupParent)),
        };
    }

    private static long? NullIfZero(long? value) => value is 0 ? null : value;

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;

    private static long? ParseCpus(string? text)
    {
        if (text is null)
        {
            return null;
        }

        if (!decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var cpus)
            || cpus > long.MaxValue / BillionthsPerCpu)
        {
            throw new UsageException(
                $"invalid argument \"{text}\" for \"--cpus\" flag: strconv.ParseFloat: parsing \"{text}\": "
                + "invalid syntax",
                seeHelp: true);
        }

        return NullIfZero((long)(cpus * BillionthsPerCpu));
    }
}
