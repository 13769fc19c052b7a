using Gantry.Cli.Rendering.Checkpoints;
using Gantry.Engine.Model.Reports;

namespace Gantry.Cli.Tests.Rendering.Checkpoints;

public sealed class HtmlReportTests
{
    private const string Hostile = "</code><script>alert(1)</script>\u202E&\"'";

    private static CheckpointReport Report => new()
    {
        Source = new ReportSource { Name = "web.tar", Kind = SourceKind.Archive, Engine = Hostile },
        Container = new ContainerReport
        {
            Id = "",
            Name = Hostile,
            Image = new string('i', 300),
            Volumes = [new VolumeReport("data", "/" + new string('d', 300), null)],
        },
        Contents = new ContentsReport
        {
            Parts = [new PartSize("Memory", 4096)],
            Processes =
            [
                new ProcessReport
                {
                    Pid = 1,
                    Name = "web",
                    Arguments = [Hostile, new string('a', 500)],
                    Descriptors =
                    [
                        new DescriptorReport
                        {
                            Number = 3, Kind = "tcp", Target = "",
                            Socket = new SocketReport(7, "tcp", "established", "[2001:db8:aaaa:bbbb:cccc:dddd:eeee:ffff]:65535", "[2001:db8::1]:4000", 5, 0),
                        },
                    ],
                    Memory =
                    [
                        new MemoryArea(0x1000, 0x3000, "rw-p", Hostile, MemoryKind.Anonymous, 1, 0, 0),
                        new MemoryArea(0x10000, 0x90000, "r-xp", "/bin/x", MemoryKind.PrivateFile, 64, 0, 0),
                    ],
                },
            ],
            Changes = new TreeReport { FileCount = 1, Files = [new TreeFile("/" + new string('f', 300), 5, 0, 0, TestContext.Now)] },
            Statistics = new DumpReport(100, 5000, 2000, 1000, 9, 0, 8, 0),
        },
        Restore = new RestoreOutlook(true, []),
    };

    [Fact]
    public void Texts_of_a_checkpoint_are_never_markup()
    {
        var page = Render();

        Assert.DoesNotContain("<script", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain('\u202E', page);
        Assert.Contains("&lt;/code&gt;&lt;script&gt;alert(1)&lt;/script&gt;\\u202e&amp;&quot;&#39;", page, StringComparison.Ordinal);
    }

    [Fact]
    public void The_page_needs_nothing_but_itself()
    {
        var page = Render();

        Assert.DoesNotContain("http:", page, StringComparison.Ordinal);
        Assert.DoesNotContain("https:", page, StringComparison.Ordinal);
        Assert.DoesNotContain("src=", page, StringComparison.Ordinal);
        Assert.DoesNotContain("url(", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_section_is_there()
    {
        var page = Render();

        Assert.All(
            ["The dump", "Processes", "Memory", "Connections", "Volumes", "Largest changed files"],
            title => Assert.Contains($"<h2>{title}</h2>", page, StringComparison.Ordinal));
        Assert.Contains("class=\"PrivateFile\"", page, StringComparison.Ordinal);
    }

    [BrowserFact]
    public async Task A_browser_shows_it_on_a_telephone_and_on_a_desk_without_scrolling_sideways() =>
        Assert.Equal("0:6 0:6 ", await Browser.MeasureAsync(Render(), 390, 1100));

    private static string Render()
    {
        using var writer = new StringWriter { NewLine = "\n" };
        new HtmlReport(Report, TestContext.Now).Write(writer);
        return writer.ToString();
    }
}
