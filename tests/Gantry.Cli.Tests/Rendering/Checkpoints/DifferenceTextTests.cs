using Gantry.Cli.Rendering.Checkpoints;
using Gantry.Engine.Model.Reports;

namespace Gantry.Cli.Tests.Rendering.Checkpoints;

public sealed class DifferenceTextTests
{
    private static readonly ReportSource s_source = new() { Name = "a", Kind = SourceKind.Archive, Engine = "Podman" };

    [Fact]
    public void What_is_new_gone_and_changed_is_told_apart()
    {
        using var writer = new StringWriter { NewLine = "\n" };

        DifferenceText.Write(writer, new CheckpointDifference(s_source, s_source,
        [
            new DifferenceSection("Files", [new("/a", null, "1 byte"), new("/b", "2 bytes", null), new("/c\e", "x", "y")]),
        ]));

        Assert.Equal("Files\n  + /a: 1 byte\n  - /b: 2 bytes\n  ~ /c\\u001b: x → y\n", writer.ToString());
    }

    [Fact]
    public void Equal_checkpoints_say_so()
    {
        using var writer = new StringWriter { NewLine = "\n" };

        DifferenceText.Write(writer, new CheckpointDifference(s_source, s_source, []));

        Assert.Equal("Nothing differs.\n", writer.ToString());
    }
}
