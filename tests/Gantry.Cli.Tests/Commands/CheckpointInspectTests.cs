using Gantry.Cli.Commands;
using Gantry.Cli.Commands.Checkpoints;
using Gantry.Cli.Commands.Containers;
using Gantry.Cli.CommandLine;

namespace Gantry.Cli.Tests.Commands;

public sealed class CheckpointInspectTests
{
    [Fact]
    public void A_word_that_is_no_command_of_the_group_is_a_container()
    {
        using var context = new TestContext();

        Assert.IsType<CheckpointInspectCommand>(context.Bind<CheckpointInspectCommand>("checkpoint", "inspect", "x").Command);
        Assert.Equal(["web"], context.Bind<CheckpointCommand>("checkpoint", "web").Invocation.Arguments);
        Assert.Equal(["inspect"], context.Bind<CheckpointCommand>("container", "checkpoint", "inspect").Invocation.Arguments);
    }

    [Fact]
    public void The_commands_of_the_group_complete_beside_containers()
    {
        using var context = new TestContext();

        var found = new Completer(CommandCatalog.Root, context.ToCommandContext()).Complete(["checkpoint", "--al"]);

        Assert.Equal(["--all"], found);
    }

    [RootTheory]
    [InlineData("nope", "no such checkpoint archive, container or image: nope")]
    public async Task What_is_nowhere_is_said(string word, string message)
    {
        var folder = Directory.CreateTempSubdirectory("gantry-cli-").FullName;
        try
        {
            using var context = new TestContext();

            var code = await context.RunAsync(
                "--root", Path.Join(folder, "root"), "--runroot", Path.Join(folder, "run"), "checkpoint", "inspect", word);

            Assert.Equal((125, $"Error: {message}\n"), (code, context.Error));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
