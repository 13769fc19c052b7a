using Gantry.Cli.CommandLine;
using Gantry.Cli.Commands.Containers;
using Gantry.Cli.Interaction;
using Gantry.Engine.Model.Checkpoints;

namespace Gantry.Cli.Tests.Commands;

public sealed class RestoreCommandTests
{
    [Fact]
    public void Options_are_read()
    {
        var (command, invocation) = new TestContext().Bind<RestoreCommand>(
            "restore", "-i", "x", "-n", "new", "--ignore-rootfs", "--ignore-volumes", "--keep", "--tcp-close",
            "--file-locks",
            "--ignore-static-ip", "--ignore-static-mac");

        command.Check(invocation);
        var request = command.ToRequest(invocation);

        Assert.Equal(
            new RestoreRequest
            {
                Exclude = CheckpointParts.RootFileSystem | CheckpointParts.Volumes,
                Include = KernelState.TcpClose | KernelState.FileLocks,
                Ignore = NetworkIdentityParts.Addresses | NetworkIdentityParts.Mac,
                Keep = true,
            },
            request);
    }

    [Fact]
    public void Options_of_an_import_go_with_images_too_but_a_name_only_with_one()
    {
        var (command, one) = new TestContext().Bind<RestoreCommand>("restore", "--ignore-volumes", "-n", "new", "image");
        var (other, two) = new TestContext().Bind<RestoreCommand>("restore", "-n", "new", "image", "image");

        command.Check(one, areImages: true);
        var error = Assert.Throws<UsageException>(() => other.Check(two, areImages: true));

        Assert.Equal("--name can only be used with one checkpoint image", error.Message);
    }

    [Theory]
    [InlineData("--runtime", "crun", "restore", "-i", "x")]
    [InlineData("restore", "-i", "x", "--runtime", "crun")]
    public void A_runtime_that_was_typed_is_told_from_the_default(params string[] words)
    {
        var (_, typed) = new TestContext().Bind<RestoreCommand>(words);
        var (_, silent) = new TestContext().Bind<RestoreCommand>("restore", "-i", "x");

        Assert.Equal("crun", typed.TypedRuntime);
        Assert.Null(silent.TypedRuntime);
    }

    // checkpoint-spec, section 2, "Order of checks": each line breaks a rule and rules below it.
    [Theory]
    [InlineData("-a -l web -i /nope", "--all and --latest cannot be used together")]
    [InlineData("-a web -i /nope", "no arguments are needed with --all")]
    [InlineData(
        "-l web -i /nope",
        "failed extracting runtime information from /nope: failed to open checkpoint archive /nope for import: "
        + "open /nope: no such file or directory")]
    [InlineData(
        "--import-previous x --ignore-rootfs -n y", "--import-previous can only be used with image or --import")]
    [InlineData("--ignore-rootfs --ignore-volumes -n y", "--ignore-rootfs can only be used with image or --import")]
    [InlineData("--ignore-volumes -n y --tcp-established", "--ignore-volumes can only be used with image or --import")]
    [InlineData("-n y --tcp-established --pod p", "--name can only be used with image or --import")]
    [InlineData("--pod p -p 80:80", "--pod can only be used with image or --import")]
    [InlineData("-i /dev/null -n y --tcp-established -a", "--tcp-established cannot be used with --name")]
    [InlineData("-p 80:80", "--publish can only be used with image or --import")]
    [InlineData("-i /dev/null -a", "cannot use --import with --all or --latest")]
    [InlineData("-i /dev/null web", "cannot use --import with positional arguments")]
    [InlineData("-l web", "--all or --latest and containers cannot be used together")]
    [InlineData("--dry-run", "--dry-run can only be used with image or --import")]
    [InlineData("--map /a=/b", "--map can only be used with image or --import")]
    [InlineData("--volume-policy a=keep", "--volume-policy can only be used with image or --import")]
    [InlineData("--filter name=x web", "--filter and containers cannot be used together")]
    [InlineData("-i /dev/null --map a=/b", "invalid --map \"a=/b\": it must be /PATH-IN-THE-ARCHIVE=PATH-HERE")]
    [InlineData("--keep", "you must provide at least one name or id")]
    [InlineData("--pod p", "--pod can only be used with image or --import")]
    public async Task The_first_broken_rule_is_told(string words, string message)
    {
        var context = new TestContext();

        var code = await context.RunAsync(["container", "restore", .. words.Split(' ')]);

        Assert.Equal($"Error: {message}\n", context.Error);
        Assert.Equal(125, code);
    }

    [Fact]
    public async Task An_archive_is_not_read_from_a_terminal()
    {
        var context = new TestContext { Terminals = new TerminalFacts(Input: true, false, false) };

        var code = await context.RunAsync("container", "restore", "-i", "-");

        Assert.Contains("terminal", context.Error, StringComparison.Ordinal);
        Assert.Equal(125, code);
    }
}
