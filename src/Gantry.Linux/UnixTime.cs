namespace Gantry.Linux;

/// <summary>
/// A point in time as the kernel keeps it on files: full nanoseconds, which <see cref="DateTime"/> lacks.
/// </summary>
/// <param name="Seconds">Seconds since 1970-01-01 UTC; negative before.</param>
/// <param name="Nanoseconds">0 to 999,999,999, counted forward from <paramref name="Seconds"/>.</param>
public readonly record struct UnixTime(long Seconds, int Nanoseconds) : IComparable<UnixTime>
{
    /// <summary>The same point to 100 ns, cut off below.</summary>
    public DateTimeOffset ToDateTimeOffset() =>
        DateTimeOffset.FromUnixTimeSeconds(Seconds).AddTicks(Nanoseconds / TimeSpan.NanosecondsPerTick);

    /// <summary>The point in time of <paramref name="time"/>.</summary>
    public static UnixTime From(DateTimeOffset time)
    {
        var seconds = time.ToUnixTimeSeconds();
        var ticks = (time - DateTimeOffset.FromUnixTimeSeconds(seconds)).Ticks;
        return new UnixTime(seconds, (int)(ticks * TimeSpan.NanosecondsPerTick));
    }

    /// <inheritdoc/>
    public int CompareTo(UnixTime other) =>
        Seconds != other.Seconds ? Seconds.CompareTo(other.Seconds) : Nanoseconds.CompareTo(other.Nanoseconds);

    /// <summary>Whether <paramref name="left"/> is earlier.</summary>
    public static bool operator <(UnixTime left, UnixTime right) => left.CompareTo(right) < 0;

    /// <summary>Whether <paramref name="left"/> is later.</summary>
    public static bool operator >(UnixTime left, UnixTime right) => left.CompareTo(right) > 0;

    /// <summary>Whether <paramref name="left"/> is earlier or the same.</summary>
    public static bool operator <=(UnixTime left, UnixTime right) => left.CompareTo(right) <= 0;

    /// <summary>Whether <paramref name="left"/> is later or the same.</summary>
    public static bool operator >=(UnixTime left, UnixTime right) => left.CompareTo(right) >= 0;
}
