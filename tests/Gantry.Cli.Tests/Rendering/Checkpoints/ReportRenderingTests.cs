using Gantry.Cli.Rendering.Checkpoints;
using Gantry.Engine.Model.Reports;

namespace Gantry.Cli.Tests.Rendering.Checkpoints;

public sealed class ReportRenderingTests
{
    private const string Hostile = "x\e[2J\u202Ey\nz";

    private static CheckpointReport Report => new()
    {
        Source = new ReportSource { Name = "web.tar", Kind = SourceKind.Archive, Engine = "gantry 0.1.0", Compression = "zstd", Bytes = 2_000_000 },
        Container = new ContainerReport
        {
            Id = new string('a', 64),
            Name = "web",
            Image = "localhost/web:1",
            Runtime = "runc",
            Checkpointed = TestContext.Now - TimeSpan.FromHours(2),
            Command = ["/web", Hostile],
            Environment = [new EnvironmentValue("A", "b"), new EnvironmentValue("PASSWORD", null)],
            Ports = [new PortReport("", 8080, 80, "tcp")],
        },
        Contents = new ContentsReport
        {
            Parts = [new PartSize("Memory", 4096)],
            IsComplete = true,
            HasList = true,
            Processes =
            [
                new ProcessReport
                {
                    Pid = 1,
                    Name = "web",
                    Descriptors =
                    [
                        new DescriptorReport
                        {
                            Number = 3, Kind = "tcp", Target = "",
                            Socket = new SocketReport(7, "tcp", "established", "10.0.0.2:80", "10.0.0.1:4000", 5, 0),
                        },
                    ],
                    Memory = [new MemoryArea(0x1000, 0x3000, "rw-p", "[heap]", MemoryKind.Anonymous, 1, 0, 0)],
                },
                new ProcessReport { Pid = 8, ParentPid = 1, Name = "child" },
            ],
        },
        Restore = new RestoreOutlook(false, ["that ID is already in use"]),
    };

    [Fact]
    public void The_summary_answers_what_when_how_large_and_whether_it_restores()
    {
        using var writer = new StringWriter { NewLine = "\n" };

        ReportSummary.Write(writer, Report, TestContext.Now, colour: false);

        Assert.Equal(
            """
            container   web (aaaaaaaaaaaa)
            image       localhost/web:1
            made        2026-11-24 05:30:00 UTC (2 hours ago) by gantry 0.1.0 with runc
            where       archive web.tar, compression zstd, 2MB
            command     /web x\u001b[2J\u202ey\u000az
            size        4.1kB unpacked: Memory 4.1kB
            processes   2 processes, 0 threads: web (1), child (8)
            ports       0.0.0.0:8080 to 80/tcp
            connections tcp 10.0.0.2:80 to 10.0.0.1:4000 established, 5 B to read, 0 B to send
            files       0 files, 0B added or changed, 0 deleted
            checked     complete; checkpoint verify compares its content with its digests too
            restore     no: that ID is already in use

            """,
            writer.ToString());
    }

    [Fact]
    public void What_was_not_read_says_how_to_read_it()
    {
        var facts = ReportSummary.Facts(Report with { Contents = null }, TestContext.Now).ToDictionary(fact => fact.Label, fact => fact.Fact);

        Assert.Equal("not read; --all reads the whole archive", facts["processes"]);
        Assert.DoesNotContain("checked", facts.Keys);
    }

    [Fact]
    public void Sections_are_trees_of_one_line_each()
    {
        using var writer = new StringWriter { NewLine = "\n" };

        foreach (var tree in new ReportTrees(Report, null).Of(ReportSections.Processes | ReportSections.Environment | ReportSections.Sockets | ReportSections.Memory))
        {
            tree.Write(writer);
        }

        Assert.Equal(
            """
            Processes
            └── [1] web
                └── [8] child
            Environment
            ├── A=b
            └── PASSWORD=(hidden; --show-secrets shows it)
            Sockets
            └── [1] web
                └── 3: tcp 10.0.0.2:80 to 10.0.0.1:4000 established, 5 B to read, 0 B to send
            Memory
            ├── [1] web, 0B mapped, 0B in the checkpoint
            │   └── 1000-3000 rw-p 1 of 2 pages [heap]
            └── [8] child, 0B mapped, 0B in the checkpoint

            """,
            writer.ToString());
    }

    [Fact]
    public void One_process_is_shown_alone()
    {
        var tree = new ReportTrees(Report, 8).Of(ReportSections.Processes).Single();

        Assert.Equal(["[8] child"], tree.Children.Select(child => child.Text));
    }

    [Theory]
    [InlineData("plain äß 日本", "plain äß 日本")]
    [InlineData("a\tb\r\n\u007f\u009b1m", @"a\u0009b\u000d\u000a\u007f\u009b1m")]
    public void Texts_cannot_move_the_cursor(string text, string clean) => Assert.Equal(clean, TerminalText.Clean(text));
}
