using System.Globalization;

namespace Gantry.Linux;

/// <summary>What /proc says of processes (proc(5)).</summary>
public static class ProcessTable
{
    private const string BootIdPath = "/proc/sys/kernel/random/boot_id";

    /// <summary>
    /// When the process started, in clock ticks since boot: with the number and the boot id, its identity. Null when
    /// there is none (field 22 of /proc/pid/stat).
    /// </summary>
    public static ulong? StartTime(int pid) => Read(pid)?.StartTime;

    /// <summary>Whether that very process is there and runs; a zombie does not.</summary>
    public static bool IsAlive(int pid, ulong startTime) =>
        Read(pid) is { } process && process.StartTime == startTime && !process.IsZombie;

    /// <summary>Number of the parent; null when there is no such process.</summary>
    public static int? Parent(int pid) => Read(pid)?.Parent;

    /// <summary>
    /// The signal that ended a process whose parent has not asked for its end yet; null when it runs, ended by itself or
    /// is not there (field 52 of /proc/pid/stat, which only root may read).
    /// </summary>
    public static int? TerminatingSignal(int pid) =>
        Read(pid) is { IsZombie: true, Signal: > 0 and var signal } ? signal : null;

    /// <summary>Bytes of memory a process has in use, shared ones included; 0 when it is not there (proc_pid_statm(5)).</summary>
    public static long ResidentBytes(int pid)
    {
        try
        {
            var pages = File.ReadAllText($"/proc/{pid}/statm").Split(' ')[1];
            return long.Parse(pages, CultureInfo.InvariantCulture) * Machine.PageSizeBytes;
        }
        catch (IOException)
        {
            return 0;
        }
    }

    /// <summary>This boot's id; null where /proc does not have it.</summary>
    public static string? BootId() => File.Exists(BootIdPath) ? File.ReadAllText(BootIdPath).Trim() : null;

    /// <summary>The numbers of all processes visible here.</summary>
    public static IReadOnlyList<int> Ids()
    {
        using var proc = DirectoryDescriptor.Open("/proc");
        return [.. proc.Enumerate().Select(e => ParseId(e.Name)).Where(id => id > 0)];
    }

    /// <summary>All processes below <paramref name="pid"/> now, parents before children.</summary>
    public static IReadOnlyList<int> Descendants(int pid)
    {
        var children = Ids().Select(id => (Id: id, Parent: Parent(id))).ToLookup(p => p.Parent, p => p.Id);
        var found = new List<int> { pid };
        for (var i = 0; i < found.Count; i++)
        {
            found.AddRange(children[found[i]].Except(found));
        }

        return found[1..];
    }

    private static int ParseId(string name) =>
        int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0;

    private static ProcessStat? Read(int pid)
    {
        string text;
        try
        {
            text = File.ReadAllText($"/proc/{pid}/stat");
        }
        catch (IOException)
        {
            // It ended before (no such file) or while (ESRCH) we read.
            return null;
        }

        // Field 2, the program's name in parentheses, may itself hold spaces and parentheses.
        var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
        return new ProcessStat(
            fields[0] is "Z" or "X",
            int.Parse(fields[1], CultureInfo.InvariantCulture),
            ulong.Parse(fields[19], CultureInfo.InvariantCulture),
            int.Parse(fields[49], CultureInfo.InvariantCulture) & 0x7f);
    }

    private readonly record struct ProcessStat(bool IsZombie, int Parent, ulong StartTime, int Signal);
}
