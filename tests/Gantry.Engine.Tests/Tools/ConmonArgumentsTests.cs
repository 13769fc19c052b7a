using Gantry.Engine.Model;
using Gantry.Engine.Model.Checkpoints;
using Gantry.Engine.Model.Containers;
using Gantry.Engine.Tools;

namespace Gantry.Engine.Tests.Tools;

public sealed class ConmonArgumentsTests
{
    private static readonly ContainerId s_id = ContainerId.Parse(new string('a', 64));

    [Fact]
    public void The_exit_command_ends_in_the_containers_id()
    {
        var arguments = ConmonArguments.Of(Request());

        Assert.Equal(["--exit-command-arg", s_id.ToString()], arguments.TakeLast(2));
    }

    [Fact]
    public void A_restore_passes_images_and_options()
    {
        var arguments = ConmonArguments.Of(
            Request() with { Restore = new ConmonRestore("/images", ["--tcp-established", "--file-locks"]) });

        Assert.Equal("/images", After(arguments, "--restore"));
        Assert.Equal(["--tcp-established", "--file-locks"], AllAfter(arguments, "--runtime-opt"));
    }

    [Fact]
    public void The_runtime_keeps_its_state_where_ours_looks_for_it()
    {
        var arguments = ConmonArguments.Of(Request());

        Assert.Equal(
            ["--root", "/state", "--log=/bundle/oci-log", "--log-format=json"], AllAfter(arguments, "--runtime-arg"));
    }

    [Theory]
    [InlineData(StandardInputMode.None, false, false)]
    [InlineData(StandardInputMode.Interactive, true, false)]
    [InlineData(StandardInputMode.Terminal, false, true)]
    [InlineData(StandardInputMode.InteractiveTerminal, false, true)]
    public void Input_and_terminal_are_told_apart(StandardInputMode input, bool stdin, bool terminal)
    {
        var arguments = ConmonArguments.Of(Request() with { Input = input });

        Assert.Equal(stdin, arguments.Contains("--stdin"));
        Assert.Equal(terminal, arguments.Contains("--terminal"));
    }

    [Fact]
    public void A_checkpoint_that_leaves_running_says_so()
    {
        var arguments = CheckpointArguments.Of(new RuntimeCheckpointRequest
        {
            Id = s_id,
            ImagePath = "/i",
            WorkPath = "/w",
            Kind = RuntimeDumpKind.LeaveRunning,
            Include = KernelState.TcpEstablished | KernelState.FileLocks,
        });

        Assert.Equal(
            [
                "checkpoint", "--image-path", "/i", "--work-path", "/w", "--leave-running", "--tcp-established",
                "--file-locks", s_id.ToString(),
            ],
            arguments);
    }

    private static ConmonRequest Request() => new()
    {
        Id = s_id,
        Name = "web",
        Runtime = new Runc("runc", "/usr/sbin/runc", "/state", new ToolAnswers("/answers")),
        Bundle = "/bundle",
        RunDirectory = "/run",
        ExitDirectory = "/exits",
        Log = new ConmonLog("k8s-file", "/bundle/ctr.log", null),
        ExitCommand = ["/gantry", "--root", "/r", "container", "cleanup", s_id.ToString()],
    };

    private static string After(IReadOnlyList<string> arguments, string flag) => AllAfter(arguments, flag).Single();

    private static IEnumerable<string> AllAfter(IReadOnlyList<string> arguments, string flag) =>
        arguments.Zip(arguments.Skip(1)).Where(pair => pair.First == flag).Select(pair => pair.Second);
}
