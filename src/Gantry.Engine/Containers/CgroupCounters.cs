using System.Globalization;
using Gantry.Linux;

namespace Gantry.Engine.Containers;

/// <summary>
/// What the cgroup of a process used, by version 1's controllers where they are mounted, else by version 2 (cgroups(7), Linux'
/// Documentation/admin-guide/cgroup-v1 and cgroup-v2.rst). A controller that is not there counts nothing.
/// </summary>
/// <param name="folderOf">The cgroup's folder by a controller's name, <c>""</c> for version 2; null: there is none.</param>
internal sealed class CgroupCounters(Func<string, string?> folderOf)
{
    private const string Version2 = "";

    /// <summary>Those of a process' cgroup.</summary>
    public CgroupCounters(int pid)
        : this(controller => Cgroups.FolderOf(pid, controller))
    {
    }

    /// <summary>Processor time.</summary>
    public TimeSpan ProcessorTime() => Number("cpuacct", "cpuacct.usage") is { } nanoseconds
        ? TimeSpan.FromTicks(nanoseconds / TimeSpan.NanosecondsPerTick)
        : TimeSpan.FromMicroseconds(Words(Version2, "cpu.stat").Where(words => words[0] == "usage_usec").Sum(words => Parse(words[1])));

    /// <summary>Bytes of memory, with what files have in the page cache.</summary>
    public long MemoryBytes() => Number("memory", "memory.usage_in_bytes") ?? Number("memory", "memory.current") ?? 0;

    /// <summary>The most that may be; the largest number where there is no limit.</summary>
    public long MemoryLimitBytes() =>
        Number("memory", "memory.limit_in_bytes") ?? Number("memory", "memory.max") ?? long.MaxValue;

    /// <summary>Processes and threads.</summary>
    public long Processes() => Number("pids", "pids.current") ?? 0;

    /// <summary>Bytes from and to disks.</summary>
    public (long Read, long Written) BlockBytes()
    {
        var (read, written) = (0L, 0L);
        foreach (var words in Words("blkio", "blkio.throttle.io_service_bytes_recursive"))
        {
            // 8:0 Read 4096
            (read, written) = words is [_, var kind, var bytes]
                ? (read + (kind == "Read" ? Parse(bytes) : 0), written + (kind == "Write" ? Parse(bytes) : 0))
                : (read, written);
        }

        // 8:0 rbytes=4096 wbytes=0 rios=1 …
        foreach (var word in Words(Version2, "io.stat").SelectMany(words => words))
        {
            read += word.StartsWith("rbytes=", StringComparison.Ordinal) ? Parse(word["rbytes=".Length..]) : 0;
            written += word.StartsWith("wbytes=", StringComparison.Ordinal) ? Parse(word["wbytes=".Length..]) : 0;
        }

        return (read, written);
    }

    private long? Number(string controller, string file) => Read(controller, file)?.Trim() switch
    {
        null => null,
        "max" => long.MaxValue,
        var text => Parse(text),
    };

    private IEnumerable<string[]> Words(string controller, string file) =>
        (Read(controller, file) ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries));

    private string? Read(string controller, string file) =>
        folderOf(controller) is { } folder && File.Exists($"{folder}/{file}") ? File.ReadAllText($"{folder}/{file}") : null;

    // Version 1 has larger numbers than fit for no limit at all.
    private static long Parse(string text) => (long)Math.Min(ulong.Parse(text, CultureInfo.InvariantCulture), long.MaxValue);
}
