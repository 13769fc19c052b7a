using System.Globalization;
using Gantry.Cli.Interaction;
using Gantry.Cli.Rendering.Checkpoints;
using Gantry.Engine.Model.Migrations;

namespace Gantry.Cli.Rendering;

/// <summary>The report of a migration as one page that needs nothing else.</summary>
/// <param name="container">The container's name.</param>
/// <param name="result">How it went.</param>
/// <param name="phases">What the source did, and when.</param>
/// <param name="ended">When it came to its end.</param>
internal sealed class MigrationPage(
    string container, MigrationResult result, IReadOnlyList<PhaseTime> phases, DateTimeOffset ended)
{
    private IEnumerable<(string Label, string Fact)> Facts =>
    [
        ("Container", $"{container}, {result.ContainerId}"),
        ("Runs on", result.ContainerName == container ? result.Host : $"{result.Host}, as {result.ContainerName}"),
        .. result.KeptAs is null ? Array.Empty<(string, string)>() : [("Kept here", result.KeptAs)],
        ("Since", GoTimeText.Format(ended)),
        ("Stood still", Milliseconds(result.Downtime.Total)),
        ("Took", Milliseconds(result.Total)),
        ("Sent", HumanSize.FormatSpaced(result.ArchiveBytes)),
        ("Compression", MigrationText.Of(result.Compression)),
        ("Migration", result.Id),
        .. result.Warnings.Select(warning => ("Warning", warning)),
    ];

    private IReadOnlyList<(string Name, TimeSpan Length, string Kind)> Parts =>
    [
        ("Dump", result.Downtime.Dump, "Anonymous"),
        ("Transfer", result.Downtime.Transfer, "PrivateFile"),
        ("Restore", result.Downtime.Restore, "Shared"),
        ("Hand-over", result.Downtime.HandOver, "Kernel"),
    ];

    /// <summary>Writes the page.</summary>
    public void Write(TextWriter writer)
    {
        var html = new HtmlText(writer);
        HtmlPage.Begin(html, $"Migration of {container} to {result.Host}");
        html.Raw("<dl>\n");
        foreach (var (label, fact) in Facts)
        {
            html.Element("dt", label).Element("dd", fact);
        }

        html.Raw("</dl>\n");
        WriteDowntime(html);
        WritePhases(html);
        HtmlPage.End(html);
    }

    private void WriteDowntime(HtmlText html)
    {
        html.Element("h2", "Standing still").Raw(
            "<div class=\"map\"><svg viewBox=\"0 0 1000 20\" preserveAspectRatio=\"none\" role=\"img\">");
        var left = TimeSpan.Zero;
        foreach (var (name, length, kind) in Parts)
        {
            html.Raw(Bar(kind, left, length, result.Downtime.Total, $"{name}: {Milliseconds(length)}"));
            left += length;
        }

        html.Raw("</svg></div>\n<p class=\"legend\">");
        foreach (var (name, length, kind) in Parts)
        {
            html.Raw($"<span><i class=\"{kind}\"></i>").Text($"{name} {Milliseconds(length)}").Raw("</span>");
        }

        html.Raw("</p>\n");
    }

    private void WritePhases(HtmlText html)
    {
        html.Element("h2", "What the source did");
        foreach (var phase in phases)
        {
            var bytes = phase.Bytes > 0 ? $", {HumanSize.FormatSpaced(phase.Bytes)}" : "";
            html.Raw("<div class=\"map\">")
                .Element("div", $"{phase.Name}: {Milliseconds(phase.Length)}{bytes}", "dim")
                .Raw("<svg class=\"dump\" viewBox=\"0 0 1000 20\" preserveAspectRatio=\"none\">")
                .Raw(Bar("Anonymous", phase.Start, phase.Length, result.Total, ""))
                .Raw("</svg></div>\n");
        }
    }

    private static string Bar(string kind, TimeSpan start, TimeSpan length, TimeSpan total, string title)
    {
        var scale = 1000 / Math.Max(1, total.TotalMilliseconds);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"<rect class=\"{kind}\" x=\"{start.TotalMilliseconds * scale:0.##}\" ")
            + string.Create(
                CultureInfo.InvariantCulture,
                $"width=\"{Math.Max(2, length.TotalMilliseconds * scale):0.##}\" y=\"0\" height=\"20\">")
            + $"<title>{HtmlText.Escape(title)}</title></rect>";
    }

    private static string Milliseconds(TimeSpan span) =>
        span.TotalMilliseconds.ToString("0", CultureInfo.InvariantCulture) + " ms";
}
