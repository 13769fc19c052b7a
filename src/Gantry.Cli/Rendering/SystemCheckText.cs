using Gantry.Cli.Rendering.Checkpoints;
using Gantry.Engine.Model.Reports;

namespace Gantry.Cli.Rendering;

/// <summary>What a host has of what Gantry needs, a line for each thing.</summary>
internal static class SystemCheckText
{
    private const int NameWidth = 28;

    /// <summary>Writes the lines, and one with their sum.</summary>
    /// <param name="writer">Receives them.</param>
    /// <param name="report">What was looked at.</param>
    /// <param name="host">The host that was asked as well, as it was typed. Null: none.</param>
    /// <param name="colour">Whether the terminal shows colours.</param>
    public static void Write(TextWriter writer, SystemReport report, string? host, bool colour)
    {
        IReadOnlyList<SystemCheck> all = [.. report.Checks, .. OfHost(report, host)];
        foreach (var check in all)
        {
            var status = StatusOf(check.Status).PadRight(9);
            var advice = check.Status == CheckStatus.Ok || check.Without.Length == 0 ? "" : $"; without it {check.Without}: {check.Remedy}";
            writer.WriteLine(
                (colour ? $"\e[{ColourOf(check.Status)}m{status}\e[0m" : status)
                + TerminalText.Clean($"{check.Name.PadRight(NameWidth)} {check.Found}{advice}"));
        }

        writer.WriteLine(string.Join(", ", Enum.GetValues<CheckStatus>()
            .Select(status => $"{all.Count(check => check.Status == status)} {StatusOf(status)}")));
    }

    // What stands in the way there has its remedy in it.
    private static IEnumerable<SystemCheck> OfHost(SystemReport report, string? host) => report.Target switch
    {
        null => [],
        { Blockers.Count: 0 } facts => [new("host", CheckStatus.Ok, HostListing.Describe(host!, facts), "", "")],
        { } facts => facts.Blockers.Select(blocker => new SystemCheck("host", CheckStatus.Missing, $"{host}: {blocker}", "", "")),
    };

    private static string StatusOf(CheckStatus status) => status switch
    {
        CheckStatus.Ok => "ok",
        CheckStatus.Warning => "warning",
        CheckStatus.Missing => "missing",
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, null),
    };

    private static int ColourOf(CheckStatus status) => status switch
    {
        CheckStatus.Ok => 32,
        CheckStatus.Warning => 33,
        CheckStatus.Missing => 31,
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, null),
    };
}
