using Gantry.Cli.Interaction;
using Gantry.Cli.Rendering;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Checkpoints;
using Gantry.Engine.Model.Migrations;

namespace Gantry.Cli.Tests.Rendering;

public sealed class MigrationPageTests
{
    private const string Hostile = "</title><script>alert(1)</script>";

    [Fact]
    public void Nothing_in_it_is_markup_or_elsewhere()
    {
        var page = Render();

        Assert.DoesNotContain("<script", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("http:", page, StringComparison.Ordinal);
        Assert.DoesNotContain("https:", page, StringComparison.Ordinal);
        Assert.DoesNotContain("src=", page, StringComparison.Ordinal);
        Assert.DoesNotContain("url(", page, StringComparison.Ordinal);
    }

    [Fact]
    public void The_parts_of_the_downtime_and_the_phases_are_told()
    {
        var page = Render();

        Assert.All(
            ["Dump 40 ms", "Transfer 10 ms", "Restore 30 ms", "Hand-over 20 ms", "offering: 200 ms", "dumping: 100 ms, 4.1 kB"],
            words => Assert.Contains(words, page, StringComparison.Ordinal));
    }

    [BrowserFact]
    public async Task A_browser_shows_it_on_a_telephone_and_on_a_desk_without_scrolling_sideways() =>
        Assert.Equal("0:2 0:2 ", await Browser.MeasureAsync(Render(), 390, 1100));

    private static string Render()
    {
        var result = new MigrationResult
        {
            Id = new string('1', 32),
            ContainerId = ContainerId.Parse(new string('a', 64)),
            ContainerName = Hostile,
            KeptAs = Hostile,
            Host = Hostile,
            Total = TimeSpan.FromMilliseconds(300),
            Downtime = new MigrationDowntime(
                TimeSpan.FromMilliseconds(100),
                TimeSpan.FromMilliseconds(40),
                TimeSpan.FromMilliseconds(10),
                TimeSpan.FromMilliseconds(30),
                TimeSpan.FromMilliseconds(20)),
            ArchiveBytes = 123_456,
            Compression = new MigrationCompression(ArchiveCompression.Zstd, new CompressionMeasurement(11_800_000, 310_000_000, 2.5)),
            Warnings = [new string('w', 300)],
        };
        PhaseTime[] phases =
        [
            new("offering", TimeSpan.Zero, TimeSpan.FromMilliseconds(200), 0),
            new("dumping", TimeSpan.FromMilliseconds(200), TimeSpan.FromMilliseconds(100), 4096),
        ];
        using var writer = new StringWriter { NewLine = "\n" };
        new MigrationPage("web", result, phases, TestContext.Now).Write(writer);
        return writer.ToString();
    }
}
