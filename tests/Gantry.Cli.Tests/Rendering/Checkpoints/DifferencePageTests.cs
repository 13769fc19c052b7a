using Gantry.Cli.Rendering.Checkpoints;
using Gantry.Engine.Model.Reports;

namespace Gantry.Cli.Tests.Rendering.Checkpoints;

public sealed class DifferencePageTests
{
    private const string Hostile = "</td><script>alert(1)</script>\u202E";

    private static readonly ReportSource s_source = new() { Name = Hostile, Kind = SourceKind.Archive, Engine = "Podman" };

    [Fact]
    public void What_differs_stands_in_tables_and_is_never_markup()
    {
        var page = Render();

        Assert.DoesNotContain("<script", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain('\u202E', page);
        Assert.DoesNotContain("http:", page, StringComparison.Ordinal);
        Assert.Contains("<h2>Volumes</h2>", page, StringComparison.Ordinal);
        Assert.Contains("volumes (1001)", page, StringComparison.Ordinal);
        Assert.Contains("And 1 more", page, StringComparison.Ordinal);
    }

    [BrowserFact]
    public async Task A_browser_shows_it_on_a_telephone_and_on_a_desk_without_scrolling_sideways() =>
        Assert.Equal("0:2 0:2 ", await Browser.MeasureAsync(Render(), 390, 1100));

    private static string Render()
    {
        using var writer = new StringWriter { NewLine = "\n" };
        DifferencePage.Write(writer, new CheckpointDifference(s_source, s_source,
        [
            new DifferenceSection("Environment", [new(Hostile, null, new string('v', 500))]),
            new DifferenceSection("Volumes", [.. Enumerable.Range(0, 1001).Select(n => new DifferenceItem($"data: /{n}", "1 byte", null))]),
        ]));
        return writer.ToString();
    }
}
