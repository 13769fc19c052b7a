namespace Gantry.Cli.Tests.CommandLine;

/// <summary>Wrong command lines: all end with 125 and Podman's words, and touch nothing.</summary>
public sealed class UsageErrorTests
{
    [Theory]
    [InlineData(
        "foo",
        "unrecognized command `gantry foo`\n\nDid you mean this?\n\ttop\n\tpod\n\nTry 'gantry --help' for more information")]
    [InlineData(
        "container quux",
        "unrecognized command `gantry container quux`\nTry 'gantry container --help' for more information")]
    [InlineData("ps --foo", "unknown flag: --foo\nSee 'gantry ps --help'")]
    [InlineData("container ps -Z", "unknown shorthand flag: 'Z' in -Z\nSee 'gantry container ps --help'")]
    [InlineData("--foo ps", "unknown flag: --foo\nSee 'gantry --help'")]
    [InlineData("ps --format", "flag needs an argument: --format\nSee 'gantry ps --help'")]
    [InlineData("ps a", "`gantry ps` takes no arguments")]
    [InlineData("run", "requires at least 1 arg(s), only received 0")]
    [InlineData("rename a", "accepts 2 arg(s), received 1")]
    [InlineData("volume create a b", "accepts at most 1 arg(s), received 2")]
    [InlineData("import", "accepts between 1 and 2 arg(s), received 0")]
    [InlineData("tag x", "requires at least 2 arg(s), only received 1")]
    [InlineData("rm", "you must provide at least one name or id")]
    [InlineData("rm -a web", "no arguments are needed with --all")]
    [InlineData("rm -l web", "--latest and containers cannot be used together")]
    [InlineData("stop", "you must provide at least one name or id")]
    [InlineData("start", "start requires at least one argument")]
    [InlineData("kill -s FOO web", "invalid signal: FOO")]
    [InlineData("inspect", "no names or ids specified")]
    [InlineData(
        "inspect --type foo web",
        "invalid type \"foo\": must be \"image\", \"container\", \"pod\", \"network\", \"volume\", or \"all\"")]
    [InlineData("exec", "exec requires the name or ID of a container or the --latest flag")]
    [InlineData("exec web", "must provide a non-empty command to start an exec session: invalid argument")]
    [InlineData("logs", "specify at least one container name or ID to log")]
    [InlineData(
        "logs --tail x web",
        "invalid argument \"x\" for \"--tail\" flag: strconv.ParseInt: parsing \"x\": invalid syntax\nSee 'gantry "
        + "logs --help'")]
    [InlineData("wait", "\"gantry wait\" requires a name, id, or the \"--latest\" flag")]
    [InlineData("wait --condition foo web", "unknown container state: foo: invalid argument")]
    [InlineData("attach", "\"gantry attach\" requires a name, id, or the \"--latest\" flag")]
    [InlineData("top", "you must provide the name or id of a running container")]
    [InlineData("cp a b", "one of the two must be in a container: CONTAINER:PATH")]
    [InlineData("rmi", "image name or ID must be specified")]
    [InlineData("volume rm", "choose either one or more volumes or all")]
    [InlineData("run --memory foo image", "invalid value for memory: invalid size: 'foo'\nSee 'gantry run --help'")]
    [InlineData(
        "run --rm --restart always image",
        "the --rm option conflicts with --restart, when the restartPolicy is not \"\" and \"no\"")]
    [InlineData(
        "run --stop-timeout abc image",
        "invalid argument \"abc\" for \"--stop-timeout\" flag: strconv.ParseUint: parsing \"abc\": invalid "
        + "syntax\nSee 'gantry run --help'")]
    [InlineData("run --replace image", "cannot replace container without --name being set")]
    [InlineData("pod stop", "you must provide at least one name or id")]
    [InlineData("pod rm -a web", "no arguments are needed with --all")]
    [InlineData("pod create --replace", "cannot replace pod without --name being set")]
    [InlineData("pod ps --filter foo=bar", "foo is an invalid filter")]
    [InlineData("run -p foo image", "parsing container port: invalid port number \"foo\"")]
    [InlineData(
        "--log-level foo ps",
        "Log Level \"foo\" is not supported, choose from: trace, debug, info, warn, warning, error, fatal, panic")]
    [InlineData(
        "--cgroup-manager foo ps",
        "configuring runtime: cgroup manager must be one of cgroupfs and systemd: invalid argument")]
    [InlineData("ps --storage-driver vfs", "storage driver \"vfs\" is not supported: only \"overlay\" is")]
    [InlineData(
        "--storage-opt overlay.mountopt=nodev ps",
        "unknown storage option \"overlay.mountopt=nodev\": only overlay.imagestore=ROOT is known")]
    [InlineData("completion tcsh", "no completion for \"tcsh\": choose from bash, zsh, fish")]
    public async Task A_wrong_command_line_ends_with_125_and_podmans_words(string words, string message)
    {
        var context = new TestContext();
        var root = Path.Join(Path.GetTempPath(), Path.GetRandomFileName());

        var code = await context.RunAsync(["--root", root, "--runroot", root, .. words.Split(' ')]);

        Assert.Equal($"Error: {message}\n", context.Error);
        Assert.Equal(125, code);
        Assert.Empty(context.Output);
        Assert.False(Directory.Exists(root));
    }

    [Theory]
    [InlineData("", "missing command 'gantry COMMAND'")]
    [InlineData("volume", "missing command 'gantry volume COMMAND'")]
    public async Task A_group_without_a_command_shows_its_help(string words, string message)
    {
        var context = new TestContext();

        var code = await context.RunAsync(words.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        Assert.Contains("Available Commands:", context.Output, StringComparison.Ordinal);
        Assert.Equal($"Error: {message}\n", context.Error);
        Assert.Equal(125, code);
    }

    [Theory]
    [InlineData("ps", "--help")]
    [InlineData("help", "ps")]
    [InlineData("ps", "-h")]
    [InlineData("--root", "/x", "ps", "web", "--help")]
    public async Task Help_goes_to_standard_output_and_ends_with_0(params string[] words)
    {
        var context = new TestContext();

        var code = await context.RunAsync(words);

        Assert.StartsWith("List containers\n", context.Output, StringComparison.Ordinal);
        Assert.Empty(context.Error);
        Assert.Equal(0, code);
    }

    [Theory]
    [InlineData("--version")]
    [InlineData("-v")]
    public async Task The_version_is_a_flag_too(string word)
    {
        var context = new TestContext();

        var code = await context.RunAsync(word);

        Assert.StartsWith("gantry version ", context.Output, StringComparison.Ordinal);
        Assert.Equal(0, code);
    }
}
