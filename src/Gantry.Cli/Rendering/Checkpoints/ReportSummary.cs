using Gantry.Engine.Model.Reports;

namespace Gantry.Cli.Rendering.Checkpoints;

/// <summary>A checkpoint on one screen: what it is, when and where it was made, how large it is and why, whether it restores.</summary>
internal static class ReportSummary
{
    private const string NotRead = "not read; --all reads the whole archive";
    private const int MostConnections = 5;

    /// <summary>The facts by their labels, in order. A fact of several lines has its label on the first.</summary>
    public static IEnumerable<(string Label, string Fact)> Facts(CheckpointReport report, DateTimeOffset now)
    {
        var (container, contents) = (report.Container, report.Contents);
        yield return ("container", ReportFacts.Title(container));
        yield return ("image", container.Image);
        if (container.Pod.Length > 0)
        {
            yield return ("pod", container.Pod);
        }

        yield return ("made", ReportFacts.Origin(report, now));
        yield return ("where", ReportFacts.Place(report.Source));
        yield return ("command", string.Join(' ', container.Command));
        yield return ("size", contents is null ? NotRead : ReportFacts.Size(contents));
        yield return ("processes", contents is null ? NotRead : ReportFacts.Processes(contents));
        foreach (var fact in Labelled("volumes", container.Volumes.Select(ReportFacts.Volume)))
        {
            yield return fact;
        }

        foreach (var fact in Labelled("ports", container.Ports.Select(ReportFacts.Port)))
        {
            yield return fact;
        }

        foreach (var fact in Labelled("addresses", container.Addresses.Select(ReportFacts.Address)))
        {
            yield return fact;
        }

        foreach (var fact in contents is null ? [("connections", NotRead)] : Connections(contents))
        {
            yield return fact;
        }

        if (contents is not null)
        {
            yield return ("files", $"{ReportFacts.Tree(contents.Changes)} added or changed, {contents.Deleted.Count} deleted");
            yield return ("checked", Checked(report.Source, contents));
        }

        foreach (var fact in Labelled(
            "restore", report.Restore.IsPossible ? ["nothing stands in the way here"] : report.Restore.Blockers.Select(blocker => "no: " + blocker)))
        {
            yield return fact;
        }
    }

    /// <summary>Writes it, labels in a column.</summary>
    public static void Write(TextWriter writer, CheckpointReport report, DateTimeOffset now, bool colour)
    {
        foreach (var (label, fact) in Facts(report, now))
        {
            var padded = label.PadRight(12);
            writer.WriteLine((colour ? $"\e[1m{padded}\e[0m" : padded) + TerminalText.Clean(fact));
        }
    }

    private static IEnumerable<(string Label, string Fact)> Connections(ContentsReport contents)
    {
        var connections = ReportFacts.Connections(contents);
        return Labelled(
            "connections",
            connections.Count == 0
                ? ["none"]
                : connections.Take(MostConnections).Select(ReportFacts.Connection).Concat(
                    connections.Count > MostConnections ? [$"{connections.Count - MostConnections} more; --sockets shows all"] : []));
    }

    private static string Checked(ReportSource source, ContentsReport contents) => contents switch
    {
        { IsComplete: false } => "CRIU did not finish it: inventory.img is missing",
        { HasList: true } => "complete; checkpoint verify compares its content with its digests too",
        _ when source.Kind == SourceKind.Container => "complete",
        _ => "complete; it has no list to compare its entries with",
    };

    private static IEnumerable<(string Label, string Fact)> Labelled(string label, IEnumerable<string> facts) =>
        facts.Select((fact, index) => (index == 0 ? label : "", fact));
}
