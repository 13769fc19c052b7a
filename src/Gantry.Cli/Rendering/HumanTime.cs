namespace Gantry.Cli.Rendering;

/// <summary>Spans of time for people, as docker/go-units writes them.</summary>
internal static class HumanTime
{
    /// <summary>Writes <c>3 minutes</c>, <c>About an hour</c>, <c>2 weeks</c>.</summary>
    public static string Format(TimeSpan span)
    {
        var hours = (int)Math.Round(span.TotalHours);
        return ((int)span.TotalSeconds, (int)span.TotalMinutes, hours) switch
        {
            ( < 1, _, _) => "Less than a second",
            (1, _, _) => "1 second",
            ( < 60, _, _) => $"{(int)span.TotalSeconds} seconds",
            (_, 1, _) => "About a minute",
            (_, < 60, _) => $"{(int)span.TotalMinutes} minutes",
            (_, _, 1) => "About an hour",
            (_, _, < 48) => $"{hours} hours",
            (_, _, < 24 * 7 * 2) => $"{hours / 24} days",
            (_, _, < 24 * 30 * 2) => $"{hours / 24 / 7} weeks",
            (_, _, < 24 * 365 * 2) => $"{hours / 24 / 30} months",
            _ => $"{(int)span.TotalHours / 24 / 365} years",
        };
    }

    /// <summary>Writes <c>3 minutes ago</c>.</summary>
    public static string FormatAgo(DateTimeOffset then, DateTimeOffset now) => Format(now - then) + " ago";
}
