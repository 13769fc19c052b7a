using System.Globalization;
using Gantry.Engine.Containers.Creation;

namespace Gantry.Engine.Containers;

/// <summary>What the columns of <c>top</c> need besides the processes.</summary>
/// <param name="Now">The present time.</param>
/// <param name="Users">The container's users and groups.</param>
internal sealed record TopHost(DateTimeOffset Now, UserDatabase Users)
{
    /// <summary>Time since the boot.</summary>
    public TimeSpan Uptime { get; init; } = TimeSpan.FromMilliseconds(Environment.TickCount64);

    /// <summary>The name of a user of the container; its number when it has none.</summary>
    public string UserName(uint uid) => NameOf(Users.Passwd, uid);

    /// <summary>The name of a group of the container; its number when it has none.</summary>
    public string GroupName(uint gid) => NameOf(Users.Group, gid);

    // passwd(5), group(5): the number is the third field of both.
    private static string NameOf(string file, uint id)
    {
        var number = id.ToString(CultureInfo.InvariantCulture);
        return file.Split('\n').Select(line => line.Split(':')).FirstOrDefault(
            fields => fields.Length > 2 && fields[2] == number)?[0] ?? number;
    }
}

/// <summary>The columns of <c>top</c>, by Podman's names (podman-top(1), FORMAT DESCRIPTORS).</summary>
internal static class TopColumns
{
    // seccomp(2), in the order of the kernel's numbers.
    private static readonly string[] s_seccompModes = ["disabled", "strict", "filter"];

    private static readonly Dictionary<string, Column> s_columns = new(StringComparer.Ordinal)
    {
        ["args"] = new("COMMAND", (p, _, _) => p.CommandLine),
        ["capamb"] = new("AMBIENT CAPS", (p, _, _) => Capabilities(p, "Amb")),
        ["capbnd"] = new("BOUNDING CAPS", (p, _, _) => Capabilities(p, "Bnd")),
        ["capeff"] = new("EFFECTIVE CAPS", (p, _, _) => Capabilities(p, "Eff")),
        ["capinh"] = new("INHERITED CAPS", (p, _, _) => Capabilities(p, "Inh")),
        ["capprm"] = new("PERMITTED CAPS", (p, _, _) => Capabilities(p, "Prm")),
        ["comm"] = new("COMMAND", (p, _, _) => p.Name),
        ["etime"] = new("ELAPSED", (p, host, _) => Elapsed(host.Uptime - p.StartedAfterBoot)),
        ["group"] = new("GROUP", (p, host, _) => host.GroupName(p.Gid)),
        ["groups"] = new("GROUPS", (p, host, _) => string.Join(',', p.Groups.Select(host.GroupName))),
        ["hgroup"] = new("HGROUP", (p, _, _) => Number(p.Gid)),
        ["hgroups"] = new("HGROUPS", (p, _, _) => string.Join(',', p.Groups)),
        ["hpid"] = new("HPID", (p, _, _) => Number(p.Pid)),
        ["huser"] = new("HUSER", (p, _, _) => Number(p.Uid)),
        ["label"] = new("LABEL", (p, _, _) => p.Label.Length > 0 ? p.Label : "?"),
        ["nice"] = new("NI", (p, _, _) => Number(p.Nice)),
        ["pcpu"] = new("%CPU", (p, host, _) => Percent(p, host)),
        ["pgid"] = new("PGID", (p, _, inner) => Number(inner.GetValueOrDefault(p.ProcessGroup))),
        ["pid"] = new("PID", (p, _, _) => Number(p.InnerPid)),
        ["ppid"] = new("PPID", (p, _, inner) => Number(inner.GetValueOrDefault(p.ParentPid))),
        ["rgroup"] = new("RGROUP", (p, host, _) => host.GroupName(p.RealGid)),
        ["rss"] = new("RSS", (p, _, _) => Number(p.ResidentPages * Environment.SystemPageSize / 1024)),
        ["ruser"] = new("RUSER", (p, host, _) => host.UserName(p.RealUid)),
        ["seccomp"] = new("SECCOMP", (p, _, _) => s_seccompModes[p.Seccomp]),
        ["state"] = new("STATE", (p, _, _) => p.State.ToString()),
        ["stime"] = new("STIME", (p, host, _) => Started(p, host)),
        ["time"] = new("TIME", (p, _, _) => Elapsed(p.CpuTime)),
        ["tty"] = new("TTY", (p, _, _) => TerminalOf(p.Terminal)),
        ["uid"] = new("UID", (p, _, _) => Number(p.Uid)),
        ["gid"] = new("GID", (p, _, _) => Number(p.Gid)),
        ["user"] = new("USER", (p, host, _) => host.UserName(p.Uid)),
        ["vsz"] = new("VSZ", (p, _, _) => Number(p.VirtualBytes / 1024)),
    };

    private static readonly Dictionary<string, string> s_otherNames = new(StringComparer.Ordinal)
    {
        ["%C"] = "pcpu",
        ["%G"] = "group",
        ["%U"] = "user",
        ["%a"] = "args",
        ["%c"] = "comm",
        ["%g"] = "rgroup",
        ["%n"] = "nice",
        ["%p"] = "pid",
        ["%P"] = "ppid",
        ["%r"] = "pgid",
        ["%t"] = "etime",
        ["%u"] = "ruser",
        ["%x"] = "time",
        ["%y"] = "tty",
        ["%z"] = "vsz",
    };

    private delegate string Cell(ObservedProcess process, TopHost host, IReadOnlyDictionary<int, int> innerPids);

    /// <summary>The names of all columns.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. s_columns.Keys.Order(StringComparer.Ordinal)];

    /// <summary>Whether a column of that name exists.</summary>
    public static bool IsKnown(string name) => s_columns.ContainsKey(Resolve(name));

    /// <summary>The title of a column.</summary>
    public static string TitleOf(string name) => s_columns[Resolve(name)].Title;

    /// <summary>The text of one cell.</summary>
    /// <param name="name">The column.</param>
    /// <param name="process">The row.</param>
    /// <param name="host">Clock and users.</param>
    /// <param name="innerPids">The container's processes by number on the host.</param>
    public static string Format(
        string name, ObservedProcess process, TopHost host, IReadOnlyDictionary<int, int> innerPids) =>
        s_columns[Resolve(name)].Text(process, host, innerPids);

    private static string Resolve(string name) => s_otherNames.GetValueOrDefault(name, name);

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Capabilities(ObservedProcess process, string set)
    {
        var bits = process.Capabilities[set];
        var held = CapabilityNames.ByNumber.Where((_, number) => (bits & (1UL << number)) != 0).ToList();
        return held.Count switch
        {
            0 => "none",
            var count when count == CapabilityNames.ByNumber.Count => "full",
            _ => string.Join(',', held.Select(name => name["CAP_".Length..])),
        };
    }

    private static string Percent(ObservedProcess process, TopHost host)
    {
        var lived = host.Uptime - process.StartedAfterBoot;
        var share = lived > TimeSpan.Zero ? process.CpuTime / lived * 100 : 0;
        return share.ToString("F3", CultureInfo.InvariantCulture);
    }

    private static string Started(ObservedProcess process, TopHost host) =>
        (host.Now - host.Uptime + process.StartedAfterBoot).ToLocalTime()
        .ToString("ddd MMM d HH:mm:ss yyyy", CultureInfo.InvariantCulture);

    // As Go writes durations, cut to seconds: 1h2m3.5s.
    private static string Elapsed(TimeSpan time)
    {
        var seconds = Math.Max(0, time.TotalSeconds);
        var whole = TimeSpan.FromSeconds(Math.Floor(seconds));
        var hours = (int)whole.TotalHours;
        return (hours, whole.Minutes) switch
        {
            ( > 0, _) => $"{hours}h{whole.Minutes}m{whole.Seconds}s",
            (_, > 0) => $"{whole.Minutes}m{whole.Seconds}s",
            _ => $"{seconds.ToString("0.#########", CultureInfo.InvariantCulture)}s",
        };
    }

    // Device numbers of terminals: 136 to 143 are pts (Documentation/admin-guide/devices.txt).
    private static string TerminalOf(int device)
    {
        var major = (device >> 8) & 0xFFF;
        var minor = (device & 0xFF) | ((device >> 12) & 0xFFF00);
        return major switch
        {
            0 => "?",
            >= 136 and <= 143 => $"pts/{((major - 136) * 256) + minor}",
            4 => $"tty{minor}",
            5 when minor == 1 => "console",
            _ => "?",
        };
    }

    private sealed record Column(string Title, Cell Text);
}
