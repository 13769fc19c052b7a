using System.Buffers;
using System.Globalization;
using System.Text;

namespace Gantry.Engine.Model;

/// <summary>Durations as Go writes them: <c>1m30s</c>, <c>1.5h</c>, <c>300ms</c>. Finer than 100 ns is rounded off.</summary>
public static class GoDuration
{
    private static readonly SearchValues<char> s_numberCharacters = SearchValues.Create("0123456789.");

    /// <summary>Reads a duration: numbers, each with its unit (<c>ns us ms s m h</c>), or <c>0</c>.</summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.Invalid"/>.</exception>
    public static TimeSpan Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var rest = text.AsSpan();
        var isNegative = rest.StartsWith("-");
        rest = isNegative || rest.StartsWith("+") ? rest[1..] : rest;
        if (rest is "0")
        {
            return TimeSpan.Zero;
        }

        if (rest.IsEmpty)
        {
            throw Bad($"invalid duration \"{text}\"");
        }

        var ticks = 0m;
        while (!rest.IsEmpty)
        {
            ticks += TakePart(ref rest, text);
        }

        return ticks <= long.MaxValue
            ? TimeSpan.FromTicks((long)(isNegative ? -ticks : ticks))
            : throw Bad($"invalid duration \"{text}\"");
    }

    /// <summary>Writes a duration the way Go's Duration.String does: <c>1m30s</c>, <c>1.5s</c>, <c>300ms</c>, <c>0s</c>.</summary>
    public static string Format(TimeSpan duration)
    {
        if (duration == TimeSpan.Zero)
        {
            return "0s";
        }

        var sign = duration < TimeSpan.Zero ? "-" : "";
        var nanoseconds = Math.Abs((decimal)duration.Ticks) * TimeSpan.NanosecondsPerTick;
        return nanoseconds switch
        {
            < 1_000 => $"{sign}{Number(nanoseconds)}ns",
            < 1_000_000 => $"{sign}{Number(nanoseconds / 1_000)}µs",
            < 1_000_000_000 => $"{sign}{Number(nanoseconds / 1_000_000)}ms",
            _ => sign + FormatSeconds(nanoseconds / 1_000_000_000),
        };
    }

    private static string FormatSeconds(decimal seconds)
    {
        var minutes = decimal.Floor(seconds / 60);
        var hours = decimal.Floor(minutes / 60);
        var text = new StringBuilder();
        if (hours > 0)
        {
            text.Append(Number(hours)).Append('h');
        }

        if (minutes > 0)
        {
            text.Append(Number(minutes % 60)).Append('m');
        }

        return text.Append(Number(seconds % 60)).Append('s').ToString();
    }

    private static string Number(decimal value) => value.ToString("0.#########", CultureInfo.InvariantCulture);

    private static decimal TakePart(ref ReadOnlySpan<char> rest, string text)
    {
        var numberLength = rest.IndexOfAnyExcept(s_numberCharacters);
        if (numberLength < 0)
        {
            throw Bad($"missing unit in duration \"{text}\"");
        }

        if (!decimal.TryParse(
            rest[..numberLength], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
        {
            throw Bad($"invalid duration \"{text}\"");
        }

        rest = rest[numberLength..];
        var unitLength = rest.IndexOfAny(s_numberCharacters);
        var unit = unitLength < 0 ? rest : rest[..unitLength];
        rest = rest[unit.Length..];
        var ticks = TicksPerUnit(unit, text);
        return number <= long.MaxValue / Math.Max(ticks, 1)
            ? number * ticks
            : throw Bad($"invalid duration \"{text}\"");
    }

    private static decimal TicksPerUnit(ReadOnlySpan<char> unit, string text) => unit switch
    {
        "ns" => 0.01m,
        "us" or "µs" or "μs" => TimeSpan.TicksPerMicrosecond,
        "ms" => TimeSpan.TicksPerMillisecond,
        "s" => TimeSpan.TicksPerSecond,
        "m" => TimeSpan.TicksPerMinute,
        "h" => TimeSpan.TicksPerHour,
        _ => throw Bad($"unknown unit \"{unit}\" in duration \"{text}\""),
    };

    private static GantryException Bad(string message) => new(ErrorCode.Invalid, "time: " + message);
}
