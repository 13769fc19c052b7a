using System.Globalization;
using System.Text;
using Gantry.Engine.Model.Containers;

namespace Gantry.Engine.Containers;

/// <summary>
/// Reads lines of conmon's log file, <c>TIME STREAM TAG TEXT</c>: RFC 3339 with nanoseconds, <c>stdout</c> or
/// <c>stderr</c>, <c>F</c> for a full line or <c>P</c> for a part of one (conmon, src/ctr_logging.c; Kubernetes CRI).
/// </summary>
internal static class LogLineParser
{
    private static readonly string[] s_formats = ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz", "yyyy-MM-dd'T'HH:mm:sszzz"];

    /// <summary>One line without its line break; null for one that is not such a line (cut by rotation).</summary>
    public static LogLine? Parse(ReadOnlyMemory<byte> line)
    {
        var span = line.Span;
        if (!TryWord(ref span, out var time) || !TryWord(ref span, out var stream) || !TryWord(ref span, out var tag)
            || TryTime(time) is not { } written)
        {
            return null;
        }

        LogStream? from = stream.SequenceEqual("stdout"u8) ? LogStream.Output
            : stream.SequenceEqual("stderr"u8) ? LogStream.Error
            : null;
        return from is { } known && tag is [(byte)'F' or (byte)'P'] or [(byte)'F' or (byte)'P', (byte)':', ..]
            ? new LogLine(written, from.Value, tag[0] == (byte)'P', line[^span.Length..])
            : null;
    }

    private static bool TryWord(ref ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> word)
    {
        var space = rest.IndexOf((byte)' ');
        word = space < 0 ? default : rest[..space];
        rest = space < 0 ? rest : rest[(space + 1)..];
        return space > 0;
    }

    private static DateTimeOffset? TryTime(ReadOnlySpan<byte> text)
    {
        // .NET counts to 100 ns: two digits are cut off before the offset.
        Span<char> chars = stackalloc char[64];
        if (text.Length >= chars.Length)
        {
            return null;
        }

        var length = Encoding.ASCII.GetChars(text, chars);
        var time = chars[..length];
        var point = time.IndexOf('.');
        var zone = time.LastIndexOfAny('+', '-', 'Z');
        if (point > 0 && zone - point > 8)
        {
            time[zone..].CopyTo(time[(point + 8)..]);
            time = time[..(length - (zone - point - 8))];
        }

        return DateTimeOffset.TryParseExact(
            time, s_formats, CultureInfo.InvariantCulture, DateTimeStyles.None, out var parsed)
            ? parsed
            : null;
    }
}
