using Gantry.Cli.Interaction;
using Gantry.Engine.Model;

namespace Gantry.Cli.Tests.Interaction;

public sealed class ProgressReporterTests
{
    private static string Show(ProgressMode mode)
    {
        var writer = new StringWriter { NewLine = "\n" };
        var time = new FixedTime(TestContext.Now);
        using (var reporter = new ProgressReporter(writer, mode, time))
        {
            reporter.Report(new OperationProgress("dumping", 0, null));
            time.Advance(TimeSpan.FromMilliseconds(50));
            reporter.Report(new OperationProgress("dumping", 10, null));
            time.Advance(TimeSpan.FromMilliseconds(450));
            reporter.Report(new OperationProgress("writing volumes", 0, 4_000_000));
            time.Advance(TimeSpan.FromSeconds(1));
            reporter.Report(new OperationProgress("writing volumes", 1_000_000, 4_000_000));
        }

        return writer.ToString();
    }

    [Fact]
    public void Nothing_is_written_when_nobody_wants_it()
    {
        Assert.Empty(Show(ProgressMode.None));
    }

    [Fact]
    public void Lines_tell_each_phase_once()
    {
        Assert.Equal("dumping: 10B in 0.5 s\nwriting volumes: 1MB of 4MB in 1.0 s\n", Show(ProgressMode.Lines));
    }

    [Fact]
    public void Json_is_one_object_a_line()
    {
        var lines = Show(ProgressMode.Json).TrimEnd('\n').Split('\n');

        Assert.Equal("""{"phase":"dumping","bytes":0,"totalBytes":null,"milliseconds":0}""", lines[0]);
        Assert.Equal(
            """{"phase":"writing volumes","bytes":1000000,"totalBytes":4000000,"milliseconds":1000}""", lines[^1]);
    }

    [Fact]
    public void A_bar_is_drawn_over_itself_and_cleared_at_the_end()
    {
        var text = Show(ProgressMode.Bar);

        Assert.Contains(
            "\r[======                  ]  25 % writing volumes 1MB of 4MB, 1MB/s, 3 s left",
            text,
            StringComparison.Ordinal);
        Assert.EndsWith(" \r", text, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', text);
    }
}
