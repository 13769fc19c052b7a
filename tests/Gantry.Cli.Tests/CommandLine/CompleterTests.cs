using Gantry.Cli.Commands;
using Gantry.Cli.CommandLine;

namespace Gantry.Cli.Tests.CommandLine;

public sealed class CompleterTests
{
    private static IReadOnlyList<string> Complete(params IReadOnlyList<string> words) =>
        new Completer(CommandCatalog.Root, new TestContext().ToCommandContext()).Complete(words);

    [Fact]
    public void A_beginning_becomes_a_command()
    {
        var candidates = Complete("container", "ch");

        Assert.Equal(["checkpoint"], candidates);
    }

    [Fact]
    public void Global_flags_before_the_command_are_passed_over()
    {
        var candidates = Complete("--root", "/x", "vol");

        Assert.Equal(["volume"], candidates);
    }

    [Fact]
    public void A_dash_becomes_a_flag_of_the_command()
    {
        var candidates = Complete("container", "restore", "--i");

        Assert.Equal(
            [
                "--identity", "--ignore-rootfs", "--ignore-static-ip", "--ignore-static-mac", "--ignore-volumes", "--import",
                "--import-previous",
            ],
            candidates);
    }

    [Fact]
    public void Hidden_commands_stay_hidden()
    {
        var candidates = Complete("container", "");

        Assert.DoesNotContain("cleanup", candidates);
    }

    [Fact]
    public void A_line_that_is_wrong_already_has_no_candidates()
    {
        var candidates = Complete("nonsense", "");

        Assert.Empty(candidates);
    }
}
