using System.Globalization;

namespace Gantry.Engine.Model.Containers;

/// <summary>One process limit. <paramref name="Soft"/> and <paramref name="Hard"/> are -1 when unlimited.</summary>
/// <param name="Name">The kernel's name, e.g. <c>RLIMIT_NOFILE</c>.</param>
/// <param name="Soft">The limit in force.</param>
/// <param name="Hard">How far the program may raise it.</param>
public sealed record Ulimit(string Name, long Soft, long Hard)
{
    private static readonly string[] s_names =
    [
        "as", "core", "cpu", "data", "fsize", "locks", "memlock", "msgqueue", "nice", "nofile", "nproc", "rss",
        "rtprio", "rttime", "sigpending", "stack",
    ];

    /// <summary>Reads <c>name=soft[:hard]</c>, e.g. <c>nofile=1024:4096</c>.</summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.Invalid"/>.</exception>
    public static Ulimit Parse(string text)
    {
        var (name, values) = Split(text, '=');
        if (values is null || !s_names.Contains(name, StringComparer.Ordinal))
        {
            throw Bad();
        }

        var (soft, hard) = Split(values, ':');
        return new Ulimit("RLIMIT_" + name.ToUpperInvariant(), Value(soft), Value(hard ?? soft));

        long Value(string number) =>
            number == "unlimited" ? -1
            : long.TryParse(number, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
              && value >= -1 ? value : throw Bad();

        GantryException Bad() => new(
            ErrorCode.Invalid,
            $"ulimit option \"{text}\" requires name=SOFT:HARD, with a name of {string.Join(", ", s_names)}: invalid argument");
    }

    private static (string Head, string? Tail) Split(string text, char separator)
    {
        var at = text.IndexOf(separator, StringComparison.Ordinal);
        return at < 0 ? (text, null) : (text[..at], text[(at + 1)..]);
    }
}
