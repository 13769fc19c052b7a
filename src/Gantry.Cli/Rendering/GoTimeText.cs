using System.Globalization;

namespace Gantry.Cli.Rendering;

/// <summary>Times as Go's Time.String writes them: <c>2026-11-24 07:12:07.1 +0000 UTC</c>.</summary>
internal static class GoTimeText
{
    /// <summary>Writes a time in UTC.</summary>
    public static string Format(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.FFFFFFF '+0000 UTC'", CultureInfo.InvariantCulture);
}
