using System.Globalization;

namespace Gantry.Linux;

/// <summary>Signals by name and number (signal(7)); the numbers are those of x86-64 and arm64.</summary>
public static class Signals
{
    private const string Prefix = "SIG";

    // glibc keeps 32 and 33 for itself.
    private const int FirstRealTime = 34;
    private const int LastRealTime = 64;

    private static readonly string[] s_names =
    [
        "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2", "PIPE",
        "ALRM", "TERM", "STKFLT", "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG", "XCPU", "XFSZ",
        "VTALRM", "PROF", "WINCH", "IO", "PWR", "SYS",
    ];

    /// <summary>
    /// The number of "TERM", "SIGTERM", "15", "RTMIN+3" or "RTMAX-1", in any case.
    /// </summary>
    /// <exception cref="ArgumentException">It names no signal.</exception>
    public static int Parse(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return TryParse(name) ?? throw new ArgumentException($"'{name}' is not a signal.", nameof(name));
    }

    /// <summary>As <see cref="Parse"/>; null when it names no signal.</summary>
    public static int? TryParse(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return number is >= 1 and <= LastRealTime ? number : null;
        }

        var word = name.ToUpperInvariant();
        word = word.StartsWith(Prefix, StringComparison.Ordinal) ? word[Prefix.Length..] : word;
        var index = Array.IndexOf(s_names, word);
        return index >= 0 ? index + 1 : OtherName(word);
    }

    /// <summary>The name with its prefix, such as "SIGTERM" or "SIGRTMIN+3".</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not from 1 to 64.</exception>
    public static string Name(int signal) => signal switch
    {
        >= 1 and <= 31 => Prefix + s_names[signal - 1],
        FirstRealTime => "SIGRTMIN",
        > FirstRealTime and < LastRealTime => $"SIGRTMIN+{signal - FirstRealTime}",
        LastRealTime => "SIGRTMAX",
        32 or 33 => $"SIG{signal}",
        _ => throw new ArgumentOutOfRangeException(nameof(signal), signal, "Signals are 1 to 64."),
    };

    /// <summary>
    /// Sends a signal by process number (kill(2)); <see cref="Errno.ESRCH"/> when there is none. Prefer
    /// <see cref="Pidfd"/> where the process may have ended meanwhile.
    /// </summary>
    public static void Send(int pid, int signal)
    {
        // kill(2) takes 0 and below for groups, -1 for every process there is.
        ArgumentOutOfRangeException.ThrowIfLessThan(pid, 1);
        if (LibC.Kill(pid, signal) < 0)
        {
            throw LinuxException.FromLastError("kill", $"process {pid}");
        }
    }

    private static int? OtherName(string word) => word switch
    {
        "IOT" => 6,
        "CLD" => 17,
        "POLL" => 29,
        _ when word.StartsWith("RTMIN", StringComparison.Ordinal) => RealTime(FirstRealTime, word[5..]),
        _ when word.StartsWith("RTMAX", StringComparison.Ordinal) => RealTime(LastRealTime, word[5..]),
        _ => null,
    };

    private static int? RealTime(int start, string offset)
    {
        if (offset.Length == 0)
        {
            return start;
        }

        if (!int.TryParse(offset, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var steps))
        {
            return null;
        }

        return start + steps is >= FirstRealTime and <= LastRealTime and var number ? number : null;
    }
}
