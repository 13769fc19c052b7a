using System.Globalization;

namespace Gantry.Engine.Containers;

/// <summary>What /proc says of one process (proc(5)).</summary>
internal sealed record ObservedProcess
{
    private static readonly string[] s_capabilitySets = ["Inh", "Prm", "Eff", "Bnd", "Amb"];

    // sysconf(_SC_CLK_TCK) is 100 on every architecture that .NET runs on.
    private const double TicksPerSecond = 100;

    /// <summary>Its number on the host.</summary>
    public required int Pid { get; init; }

    /// <summary>Its number in the innermost namespace.</summary>
    public required int InnerPid { get; init; }

    /// <summary>Its parent's number on the host.</summary>
    public required int ParentPid { get; init; }

    /// <summary>Effective user id.</summary>
    public required uint Uid { get; init; }

    /// <summary>Effective group id.</summary>
    public required uint Gid { get; init; }

    /// <summary>Real user id.</summary>
    public required uint RealUid { get; init; }

    /// <summary>Real group id.</summary>
    public required uint RealGid { get; init; }

    /// <summary>Supplementary group ids.</summary>
    public required IReadOnlyList<uint> Groups { get; init; }

    /// <summary>Sets of capabilities as bits, by the last three letters of their names in /proc/PID/status: <c>Eff</c>.</summary>
    public required IReadOnlyDictionary<string, ulong> Capabilities { get; init; }

    /// <summary>Mode of seccomp: 0 off, 1 strict, 2 filter.</summary>
    public required int Seccomp { get; init; }

    /// <summary>Label of the security module; empty without one.</summary>
    public required string Label { get; init; }

    /// <summary>Processor time used, in user and kernel mode.</summary>
    public required TimeSpan CpuTime { get; init; }

    /// <summary>Time from the boot to its start.</summary>
    public required TimeSpan StartedAfterBoot { get; init; }

    /// <summary>Number of its terminal's device; 0 without one.</summary>
    public required int Terminal { get; init; }

    /// <summary>State letter.</summary>
    public required char State { get; init; }

    /// <summary>Nice value.</summary>
    public required int Nice { get; init; }

    /// <summary>Virtual size in bytes.</summary>
    public required long VirtualBytes { get; init; }

    /// <summary>Resident size in pages.</summary>
    public required long ResidentPages { get; init; }

    /// <summary>Process group on the host.</summary>
    public required int ProcessGroup { get; init; }

    /// <summary>Name of its program, at most 15 characters.</summary>
    public required string Name { get; init; }

    /// <summary>Its command line; the name in brackets when it has none.</summary>
    public required string CommandLine { get; init; }

    /// <summary>Reads a process; null when it has ended.</summary>
    public static ObservedProcess? TryRead(int pid)
    {
        try
        {
            return Parse(
                pid,
                File.ReadAllText($"/proc/{pid}/stat"),
                File.ReadAllText($"/proc/{pid}/status"),
                File.ReadAllText($"/proc/{pid}/cmdline"),
                ReadLabel(pid));
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>Reads the files' texts.</summary>
    internal static ObservedProcess Parse(int pid, string stat, string status, string commandLine, string label)
    {
        // The name stands in parentheses and may itself hold some.
        var open = stat.IndexOf('(', StringComparison.Ordinal);
        var close = stat.LastIndexOf(')');
        var name = stat[(open + 1)..close];
        var fields = stat[(close + 2)..].Split(' ');
        return new ObservedProcess
        {
            Pid = pid,
            InnerPid = (int)Last(status, "NSpid:", pid),
            ParentPid = (int)Field(1),
            Uid = (uint)Second(status, "Uid:"),
            Gid = (uint)Second(status, "Gid:"),
            RealUid = (uint)First(status, "Uid:"),
            RealGid = (uint)First(status, "Gid:"),
            Groups = [.. Values(status, "Groups:")
                .SelectMany(text => text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                .Select(text => uint.Parse(text, CultureInfo.InvariantCulture))],
            Capabilities = s_capabilitySets.ToDictionary(set => set, set => Bits(status, $"Cap{set}:"), StringComparer.Ordinal),
            Seccomp = (int)First(status, "Seccomp:"),
            Label = label.TrimEnd('\0', '\n'),
            CpuTime = TimeSpan.FromSeconds((Field(11) + Field(12)) / TicksPerSecond),
            StartedAfterBoot = TimeSpan.FromSeconds(Field(19) / TicksPerSecond),
            Terminal = (int)Field(4),
            State = fields[0][0],
            Nice = (int)Field(16),
            VirtualBytes = Field(20),
            ResidentPages = Field(21),
            ProcessGroup = (int)Field(2),
            Name = name,
            CommandLine = commandLine.Length == 0 ? $"[{name}]" : commandLine.TrimEnd('\0').Replace('\0', ' '),
        };

        long Field(int index) => long.Parse(fields[index], CultureInfo.InvariantCulture);
    }

    // Without a security module the file cannot be read at all.
    private static string ReadLabel(int pid)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/attr/current");
        }
        catch (IOException)
        {
            return "";
        }
    }

    private static ulong Bits(string status, string key) =>
        Values(status, key) is [var text, ..] ? ulong.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture) : 0;

    private static long First(string status, string key) =>
        Values(status, key) is [var text, ..] ? long.Parse(text, CultureInfo.InvariantCulture) : 0;

    private static long Second(string status, string key) =>
        Values(status, key) is [_, var effective, ..] ? long.Parse(effective, CultureInfo.InvariantCulture) : 0;

    private static long Last(string status, string key, long fallback) =>
        Values(status, key) is [.., var last] ? long.Parse(last, CultureInfo.InvariantCulture) : fallback;

    private static string[] Values(string status, string key)
    {
        var line = status.Split('\n').FirstOrDefault(text => text.StartsWith(key, StringComparison.Ordinal));
        return line is null ? [] : line[key.Length..].Split('\t', StringSplitOptions.RemoveEmptyEntries);
    }
}
