using System.Globalization;
using Gantry.Cli.CommandLine;
using Gantry.Engine.Model;

namespace Gantry.Cli.Filtering;

/// <summary>Points in time as people type them.</summary>
internal static class TimeText
{
    /// <summary>
    /// Reads seconds since 1970 (with a fraction), a date with or without a time (RFC 3339 or its beginnings), or a Go
    /// duration before now.
    /// </summary>
    /// <param name="text">As typed.</param>
    /// <param name="flag">The flag's name, for the message.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="UsageException">It is none of them.</exception>
    public static DateTimeOffset Parse(string text, string flag, TimeProvider time)
    {
        if (decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds)
            && seconds < 253_402_300_800m)
        {
            return DateTimeOffset.UnixEpoch.AddTicks((long)(seconds * TimeSpan.TicksPerSecond));
        }

        if (DateTimeOffset.TryParse(
            text,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeLocal | DateTimeStyles.AllowWhiteSpaces,
            out var moment)
            && text.Contains('-', StringComparison.Ordinal))
        {
            return moment;
        }

        try
        {
            return time.GetUtcNow() - GoDuration.Parse(text);
        }
        catch (GantryException)
        {
            throw new UsageException($"parsing --{flag} \"{text}\": unable to interpret time value");
        }
    }
}
