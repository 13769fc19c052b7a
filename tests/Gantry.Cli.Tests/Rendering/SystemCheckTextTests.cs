using Gantry.Cli.Rendering;
using Gantry.Engine.Model.Migrations;
using Gantry.Engine.Model.Reports;

namespace Gantry.Cli.Tests.Rendering;

public sealed class SystemCheckTextTests
{
    private static readonly TargetFacts s_facts = new()
    {
        Hostname = "box",
        Engine = "gantry 1.0.0",
        CriuVersion = 40201,
        AvailableMemoryBytes = 2_000_000,
        FreeBytes = 3_000_000,
    };

    [Fact]
    public void A_line_tells_what_was_found_and_of_what_is_not_there_what_fails_and_how_to_get_it()
    {
        var text = Render(new SystemReport(
        [
            new("runc", CheckStatus.Ok, "/usr/bin/runc", "nothing starts", "install it"),
            new("skopeo", CheckStatus.Warning, "not found\e[2J", "nothing is pulled", "install it"),
        ]));

        Assert.Equal(
            "ok       runc                         /usr/bin/runc\n"
            + "warning  skopeo                       not found\\u001b[2J; without it nothing is pulled: install it\n"
            + "1 ok, 1 warning, 0 missing\n",
            text);
    }

    [Theory]
    [InlineData(CheckStatus.Ok, true)]
    [InlineData(CheckStatus.Warning, true)]
    [InlineData(CheckStatus.Missing, false)]
    public void Only_what_is_missing_makes_a_host_unready(CheckStatus status, bool ready) =>
        Assert.Equal(ready, new SystemReport([new("x", status, "", "", "")]).IsReady);

    [Fact]
    public void What_stands_in_the_way_on_the_other_host_is_missing_too()
    {
        var report = new SystemReport([]) { Target = s_facts with { Blockers = ["CRIU is older: upgrade it"] } };

        Assert.False(report.IsReady);
        Assert.Equal("missing  host                         box: CRIU is older: upgrade it\n0 ok, 0 warning, 1 missing\n", Render(report));
    }

    [Fact]
    public void A_host_that_takes_containers_is_described()
    {
        var report = new SystemReport([]) { Target = s_facts };

        Assert.True(report.IsReady);
        Assert.StartsWith("ok       host                         box: box, gantry 1.0.0, CRIU 4.2, ", Render(report), StringComparison.Ordinal);
    }

    private static string Render(SystemReport report)
    {
        using var writer = new StringWriter { NewLine = "\n" };
        SystemCheckText.Write(writer, report, "box", colour: false);
        return writer.ToString();
    }
}
