using System.Globalization;
using System.Text;
using Gantry.Linux;

namespace Gantry.Engine.Archive;

/// <summary>
/// Times in PAX records: decimal seconds with a fraction (POSIX.1-2017 pax, "pax Extended Header", mtime).
/// </summary>
internal static class PaxTime
{
    private const int NanosecondDigits = 9;
    private const int NanosecondsPerSecond = 1_000_000_000;

    /// <summary>Reads e.g. <c>-1.25</c>; digits below a nanosecond are dropped.</summary>
    /// <exception cref="InvalidDataException">No decimal number.</exception>
    public static UnixTime Parse(ReadOnlySpan<byte> text)
    {
        var negative = text.StartsWith("-"u8);
        var digits = negative ? text[1..] : text;
        var dot = digits.IndexOf((byte)'.');
        var whole = dot < 0 ? digits : digits[..dot];
        var fraction = dot < 0 ? [] : digits[(dot + 1)..];
        if (!long.TryParse(whole, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            || fraction.ContainsAnyExceptInRange((byte)'0', (byte)'9'))
        {
            throw new InvalidDataException($"\"{Encoding.Latin1.GetString(text)}\" is no time");
        }

        var nanoseconds = Nanoseconds(fraction);
        return (negative, nanoseconds) switch
        {
            (false, _) => new UnixTime(seconds, nanoseconds),
            (true, 0) => new UnixTime(-seconds, 0),
            (true, _) => new UnixTime(-seconds - 1, NanosecondsPerSecond - nanoseconds),
        };
    }

    /// <summary>
    /// Writes the shortest form into <paramref name="destination"/> (at least 32 bytes) and returns its length.
    /// </summary>
    public static int Format(UnixTime time, Span<byte> destination)
    {
        var (seconds, nanoseconds, negative) = (time.Seconds, time.Nanoseconds, time.Seconds < 0);
        if (negative && nanoseconds > 0)
        {
            (seconds, nanoseconds) = (seconds + 1, NanosecondsPerSecond - nanoseconds);
        }

        destination[0] = (byte)'-';
        var length = negative ? 1 : 0;
        var magnitude = unchecked((ulong)(negative ? -seconds : seconds));
        magnitude.TryFormat(destination[length..], out var written, default, CultureInfo.InvariantCulture);
        length += written;
        if (nanoseconds == 0)
        {
            return length;
        }

        destination[length++] = (byte)'.';
        nanoseconds.TryFormat(destination[length..], out written, "D9", CultureInfo.InvariantCulture);
        return destination[..(length + written)].TrimEnd((byte)'0').Length;
    }

    private static int Nanoseconds(ReadOnlySpan<byte> fraction)
    {
        var value = 0;
        for (var i = 0; i < NanosecondDigits; i++)
        {
            value = (value * 10) + (i < fraction.Length ? fraction[i] - '0' : 0);
        }

        return value;
    }
}
