namespace Gantry.Cli.Tests.Commands;

/// <summary>Whole commands on an installation without anything in it.</summary>
public sealed class EmptyInstallationTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("gantry-cli-").FullName;

    private Task<int> RunAsync(TestContext context, string words) =>
        context.RunAsync(
            ["--root", Path.Join(_folder, "root"), "--runroot", Path.Join(_folder, "run"), .. words.Split(' ')]);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [RootTheory]
    [InlineData("container exists nope", 1, "", "")]
    [InlineData("image exists nope", 1, "", "")]
    [InlineData("volume exists nope", 1, "", "")]
    [InlineData("rm nope", 1, "", "Error: no container with name or ID \"nope\" found: no such container\n")]
    [InlineData("rm -f nope", 0, "", "")]
    [InlineData("rm --ignore nope", 0, "", "")]
    [InlineData("rm -a", 0, "", "")]
    [InlineData("stop nope", 125, "", "Error: no container with name or ID \"nope\" found: no such container\n")]
    [InlineData("stop --ignore nope", 0, "", "")]
    [InlineData("kill nope", 125, "", "Error: no container with name or ID \"nope\" found: no such container\n")]
    [InlineData("pause nope", 125, "", "Error: no container with name or ID \"nope\" found: no such container\n")]
    [InlineData("exec nope ls", 125, "", "Error: no container with name or ID \"nope\" found: no such container\n")]
    [InlineData("logs nope", 125, "", "Error: no container with name or ID \"nope\" found: no such container\n")]
    [InlineData(
        "container checkpoint nope",
        125,
        "",
        "Error: no container with name or ID \"nope\" found: no such container\n")]
    [InlineData("container checkpoint --all", 0, "", "")]
    [InlineData("container restore nope", 125, "", "Error: no such container or image: nope\n")]
    [InlineData("container restore --all", 0, "", "")]
    [InlineData("inspect nope", 125, "[]\n", "Error: inspecting object: no such object: \"nope\"\n")]
    [InlineData("container inspect nope", 125, "[]\n", "Error: inspecting object: no such container nope\n")]
    [InlineData("image inspect nope", 125, "[]\n", "Error: inspecting object: nope: image not known\n")]
    [InlineData("volume inspect nope", 125, "[]\n", "Error: inspecting object: no such volume nope\n")]
    [InlineData("volume inspect --all", 0, "[]\n", "")]
    [InlineData("rmi nope", 1, "", "Error: nope: image not known\n")]
    [InlineData("volume rm nope", 1, "", "Error: no volume with name \"nope\" found: no such volume\n")]
    [InlineData("volume rm --force nope", 0, "", "")]
    [InlineData("load -i /nope", 125, "", "Error: stat /nope: no such file or directory\n")]
    [InlineData("run --pull never nope:1", 125, "", "Error: nope:1: image not known\n")]
    [InlineData("ps", 0, "CONTAINER ID  IMAGE       COMMAND     CREATED     STATUS      PORTS       NAMES\n", "")]
    [InlineData("ps --noheading", 0, "", "")]
    [InlineData("ps -a --format json", 0, "[]\n", "")]
    [InlineData("ps --filter foo=bar", 125, "", "Error: foo is an invalid filter\n")]
    [InlineData("images", 0, "REPOSITORY  TAG         IMAGE ID    CREATED     SIZE\n", "")]
    [InlineData("volume ls", 0, "DRIVER      VOLUME NAME\n", "")]
    [InlineData("recover", 0, "", "")]
    public async Task A_command_ends_as_podmans(string words, int code, string output, string error)
    {
        var context = new TestContext();

        var actual = await RunAsync(context, words);

        Assert.Equal(error, context.Error);
        Assert.Equal(output, context.Output);
        Assert.Equal(code, actual);
    }

    [RootTheory]
    [InlineData("volume create data", "data\n")]
    [InlineData("volume create --label a=b --opt type=tmpfs data", "data\n")]
    public async Task A_volume_is_made_listed_shown_and_removed(string words, string output)
    {
        var made = new TestContext();
        var listed = new TestContext();
        var shown = new TestContext();
        var removed = new TestContext();

        await RunAsync(made, words);
        await RunAsync(listed, "volume ls -q");
        await RunAsync(shown, "inspect --format {{.Name}}|{{.Driver}}|{{.Anonymous}} data");
        var code = await RunAsync(removed, "volume rm data");

        Assert.Equal(output, made.Output);
        Assert.Equal("data\n", listed.Output);
        Assert.Equal("data|local|false\n", shown.Output);
        Assert.Equal("data\n", removed.Output);
        Assert.Equal(0, code);
    }
}
