using System.Globalization;
using Gantry.Engine.Model.Reports;

namespace Gantry.Cli.Rendering.Checkpoints;

/// <summary>A report as one page that needs nothing else: no script, no other file, readable on a telephone.</summary>
/// <param name="report">The report, with all of the checkpoint's contents.</param>
/// <param name="now">The present.</param>
internal sealed class HtmlReport(CheckpointReport report, DateTimeOffset now)
{
    private const int MostFiles = 25;
    private const int MostMaps = 12;

    private readonly ContentsReport _contents = report.Contents ?? throw new ArgumentException("A page needs all of a checkpoint.", nameof(report));

    /// <summary>Writes the page.</summary>
    public void Write(TextWriter writer)
    {
        var html = new HtmlText(writer);
        var title = $"Checkpoint of {ReportFacts.Title(report.Container)}";
        HtmlPage.Begin(html, title);
        WriteFacts(html);
        WriteTimeline(html);
        html.Element("h2", "Processes").Raw("<ul class=\"tree top\">");
        WriteProcesses(html, ReportFacts.ChildrenOf(null, _contents.Processes));
        html.Raw("</ul>\n");
        WriteMemory(html);
        html.Element("h2", "Connections").Table(
            ["Protocol", "Own end", "Other end", "State", "To read", "To send"],
            ReportFacts.Connections(_contents).Select(one => (IReadOnlyList<string>)
                [one.Protocol, one.Local, one.Remote, one.State, Number(one.ReceiveQueue), Number(one.SendQueue)]));
        html.Element("h2", "Volumes").Table(
            ["Name", "In the container", "Content"],
            report.Container.Volumes.Select(volume => (IReadOnlyList<string>)
                [volume.Name, volume.Destination, volume.Content is { } content ? ReportFacts.Tree(content) : "not in the checkpoint"]));
        html.Element("h2", "Largest changed files").Table(
            ["File", "Size", "Written"],
            _contents.Changes.Files.Take(MostFiles).Select(file => (IReadOnlyList<string>)
                [file.Path, HumanSize.Format(file.Bytes), ReportFacts.Time(file.Modified)]));
        if (_contents.Deleted.Count > 0)
        {
            html.Element("p", $"Deleted: {string.Join(", ", _contents.Deleted.Take(MostFiles))}");
        }

        HtmlPage.End(html);
    }

    private void WriteFacts(HtmlText html)
    {
        html.Raw("<dl>\n");
        foreach (var (label, fact) in ReportSummary.Facts(report, now))
        {
            html.Element("dt", label).Element("dd", fact);
        }

        html.Raw("</dl>\n");
    }

    // In the order in which they happened; reading and writing of memory lie within the time of standing still.
    private void WriteTimeline(HtmlText html)
    {
        if (_contents.Statistics is not { } dump)
        {
            return;
        }

        var total = Math.Max(1UL, (ulong)dump.FreezingTime + dump.FrozenTime);
        html.Element("h2", "The dump");
        (string Name, ulong Start, ulong Length, string Kind)[] phases =
        [
            ("Freezing", 0, dump.FreezingTime, "Shared"),
            ("Standing still", dump.FreezingTime, dump.FrozenTime, "Anonymous"),
            ("Reading memory", dump.FreezingTime, dump.MemoryDumpTime, "PrivateFile"),
            ("Writing memory", (ulong)dump.FreezingTime + dump.MemoryDumpTime, dump.MemoryWriteTime, "PrivateFile"),
        ];
        foreach (var (name, start, length, kind) in phases)
        {
            html.Raw("<div class=\"map\">")
                .Element("div", string.Create(CultureInfo.InvariantCulture, $"{name}: {length / 1000.0:0.0} ms"), "dim")
                .Raw("<svg class=\"dump\" viewBox=\"0 0 1000 10\" preserveAspectRatio=\"none\">")
                .Raw(Bar(kind, start * 1000.0 / total, Math.Max(2, length * 1000.0 / total), ""))
                .Raw("</svg></div>\n");
        }
    }

    private void WriteProcesses(HtmlText html, IEnumerable<ProcessReport> processes)
    {
        foreach (var process in processes)
        {
            var sockets = process.Descriptors.Count(one => one.Socket is not null);
            html.Raw("<li><code>").Text(ReportFacts.Process(process)).Raw("</code> ").Element(
                "span",
                $"user {process.Credentials.Uid}, {ReportFacts.Count(process.Threads.Count, "thread", "threads")}, "
                + $"{ReportFacts.Count(process.Descriptors.Count, "descriptor", "descriptors")}, {ReportFacts.Count(sockets, "socket", "sockets")}, "
                + $"{HumanSize.Format((long)process.DumpedBytes)} of memory",
                "dim");
            var children = ReportFacts.ChildrenOf(process, _contents.Processes);
            if (children.Count > 0)
            {
                html.Raw("<ul class=\"tree\">");
                WriteProcesses(html, children);
                html.Raw("</ul>");
            }

            html.Raw("</li>\n");
        }
    }

    private void WriteMemory(HtmlText html)
    {
        html.Element("h2", "Memory").Raw(
            "<p class=\"legend\"><span><i class=\"Anonymous\"></i>own</span><span><i class=\"Shared\"></i>shared</span>"
            + "<span><i class=\"PrivateFile\"></i>of a file</span><span><i class=\"Kernel\"></i>of the kernel</span><span><i class=\"empty\"></i>mapped, not in the checkpoint</span></p>\n");
        foreach (var process in _contents.Processes.OrderByDescending(one => one.DumpedBytes).Take(MostMaps))
        {
            html.Raw("<div class=\"map\"><code>").Text(ReportFacts.Process(process)).Raw("</code> ")
                .Element("span", $"{HumanSize.Format((long)process.MappedBytes)} mapped, {HumanSize.Format((long)process.DumpedBytes)} here", "dim")
                .Raw("<svg viewBox=\"0 0 1000 20\" preserveAspectRatio=\"none\" role=\"img\">");
            WriteAreas(html, process);
            html.Raw("</svg></div>\n");
        }

        if (_contents.Processes.Count > MostMaps)
        {
            html.Element("p", $"And {_contents.Processes.Count - MostMaps} processes with less memory.", "none");
        }
    }

    // Widths go by the square root of sizes: a stack beside a large heap would not be seen otherwise.
    private static void WriteAreas(HtmlText html, ProcessReport process)
    {
        var widths = process.Memory.Select(area => Math.Sqrt(area.Bytes)).ToList();
        var scale = 1000 / Math.Max(1, widths.Sum());
        var left = 0.0;
        foreach (var (area, width) in process.Memory.Zip(widths, (area, width) => (area, width * scale)))
        {
            var filled = Math.Min(1, (area.PagesHere + area.PagesInParent) * 4096.0 / area.Bytes);
            if (filled > 0)
            {
                var title = string.Create(
                    CultureInfo.InvariantCulture,
                    $"{area.Start:x}-{area.End:x} {area.Protection} {area.PagesHere} of {area.Bytes / 4096} pages {area.Name}");
                html.Raw(Bar(area.Kind.ToString(), left, Math.Max(1, width * filled), title));
            }

            left += width;
        }
    }

    private static string Bar(string kind, double left, double width, string title) => string.Create(
        CultureInfo.InvariantCulture,
        $"<rect class=\"{kind}\" x=\"{left:0.##}\" width=\"{width:0.##}\" y=\"0\" height=\"20\"><title>{HtmlText.Escape(title)}</title></rect>");

    private static string Number(ulong value) => value.ToString(CultureInfo.InvariantCulture);
}
