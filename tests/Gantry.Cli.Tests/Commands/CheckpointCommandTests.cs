using Gantry.Cli.CommandLine;
using Gantry.Cli.Commands.Containers;
using Gantry.Cli.Interaction;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Checkpoints;

namespace Gantry.Cli.Tests.Commands;

public sealed class CheckpointCommandTests
{
    private static CheckpointRequest Read(params IReadOnlyList<string> words) => Read(new TestContext(), words);

    private static CheckpointRequest Read(TestContext context, IReadOnlyList<string> words)
    {
        var (command, invocation) = context.Bind<CheckpointCommand>(["container", "checkpoint", .. words]);
        return command.ToRequest(invocation);
    }

    [Fact]
    public void Without_flags_the_checkpoint_stays_here_and_the_container_stops()
    {
        var request = Read("web");

        Assert.Equal(new CheckpointRequest(), request);
    }

    [Fact]
    public void Flags_may_come_after_the_name()
    {
        var request = Read(
            "web", "-R", "-k", "--tcp-established", "--file-locks", "--export", "web.tar", "--ignore-volumes");

        Assert.Equal(
            new CheckpointRequest
            {
                Target = new CheckpointTarget.ToFile("/srv/here/web.tar", ArchiveCompression.Zstd),
                After = AfterCheckpoint.LeaveRunning,
                Include = KernelState.TcpEstablished | KernelState.FileLocks,
                Exclude = CheckpointParts.Volumes,
                Keep = true,
            },
            request);
    }

    [Theory]
    [InlineData("none", CompressionFormat.None, null, false)]
    [InlineData("GZIP", CompressionFormat.Gzip, null, false)]
    [InlineData("Zstd", CompressionFormat.Zstd, null, false)]
    [InlineData("lz4", CompressionFormat.Lz4, null, false)]
    [InlineData("zstd:19", CompressionFormat.Zstd, 19, false)]
    [InlineData("zstd:long", CompressionFormat.Zstd, null, true)]
    [InlineData("zstd:1:LONG", CompressionFormat.Zstd, 1, true)]
    public void Compression_is_named_in_any_case(string name, CompressionFormat format, int? level, bool longDistance)
    {
        var request = Read("-e", "/x", "-c", name, "web");

        Assert.Equal(new CheckpointTarget.ToFile("/x", new ArchiveCompression(format, level, longDistance)), request.Target);
    }

    [Theory]
    [InlineData("bzip2", "selected compression algorithm (\"bzip2\") not supported. Please select one from: gzip, lz4, none, zstd")]
    [InlineData("1", "selected compression algorithm (\"1\") not supported")]
    [InlineData("zstd:20", "\"20\" is not possible there")]
    [InlineData("zstd:0", "\"0\" is not possible there")]
    [InlineData("zstd:-1", "\"-1\" is not possible there")]
    [InlineData("zstd:", "\"\" is not possible there")]
    [InlineData("zstd:3:4", "\"4\" is not possible there")]
    [InlineData("gzip:long", "\"long\" is not possible there")]
    [InlineData("none:1", "\"1\" is not possible there")]
    public void Other_words_and_levels_are_refused(string name, string complaint)
    {
        var error = Assert.Throws<GantryException>(() => Read("-e", "/x", "-c", name, "web"));

        Assert.Contains(complaint, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_dash_is_standard_output()
    {
        var request = Read("-e", "-", "web");

        Assert.IsType<CheckpointTarget.ToStream>(request.Target);
    }

    [Theory]
    [InlineData("-P", CheckpointMemory.Ahead)]
    [InlineData("--with-previous", CheckpointMemory.ChangesSince)]
    public void Memory_is_dumped_ahead_or_on_top_of_that(string flag, CheckpointMemory memory)
    {
        var request = Read(flag, "web");

        Assert.Equal(memory, request.Memory);
    }

    [Fact]
    public void An_image_is_made_under_the_name_given()
    {
        var request = Read("--create-image", "web-checkpoint", "web");

        Assert.Equal(new CheckpointTarget.ToImage("web-checkpoint"), request.Target);
    }

    [Fact]
    public void An_archive_is_not_written_to_a_terminal()
    {
        var context = new TestContext { Terminals = new TerminalFacts(false, Output: true, false) };

        var error = Assert.Throws<UsageException>(() => Read(context, ["-e", "-", "web"]));

        Assert.Contains("terminal", error.Message, StringComparison.Ordinal);
    }

    // checkpoint-spec, section 1, "Order of checks": each line breaks a rule and every rule below it.
    [Theory]
    [InlineData("-a -l web --compress xz", "--all and --latest cannot be used together")]
    [InlineData("-a web --compress xz", "no arguments are needed with --all")]
    [InlineData("-l web --compress xz", "--latest and containers cannot be used together")]
    [InlineData("--compress xz --ignore-rootfs", "you must provide at least one name or id")]
    [InlineData("web --compress xz --ignore-rootfs", "--compress can only be used with --export")]
    [InlineData(
        "web --compress xz --ignore-rootfs -e x --with-previous -P",
        "selected compression algorithm (\"xz\") not supported. Please select one from: gzip, lz4, none, zstd")]
    [InlineData(
        "web --ignore-rootfs --ignore-volumes --with-previous -P", "--ignore-rootfs can only be used with --export")]
    [InlineData("web --ignore-volumes --with-previous -P", "--ignore-volumes can only be used with --export")]
    [InlineData("web --with-previous -P", "--with-previous can not be used with --pre-checkpoint")]
    [InlineData("web --filter name=web", "--filter and containers cannot be used together")]
    [InlineData("web --create-image x -e y", "--create-image can not be used with --export")]
    public async Task The_first_broken_rule_is_told(string words, string message)
    {
        var context = new TestContext();

        var code = await context.RunAsync(["container", "checkpoint", .. words.Split(' ')]);

        Assert.Equal($"Error: {message}\n", context.Error);
        Assert.Equal(125, code);
    }
}
