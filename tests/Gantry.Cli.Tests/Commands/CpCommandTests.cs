using Gantry.Cli.CommandLine;
using Gantry.Cli.Commands.Containers;
using Gantry.Engine.Model.Containers;

namespace Gantry.Cli.Tests.Commands;

public sealed class CpCommandTests
{
    private static CopyEndpoint Parse(string text)
    {
        var (_, invocation) = new TestContext().Bind<CpCommand>("cp", "a", "b");
        return CpCommand.ParseEndpoint(invocation, text, CpCommand.Direction.From);
    }

    [Theory]
    [InlineData("web:/etc/hosts", "web", "/etc/hosts")]
    [InlineData("web:data/.", "web", "data/.")]
    [InlineData("web:/a:b", "web", "/a:b")]
    public void A_colon_names_a_container(string text, string container, string path)
    {
        var endpoint = Parse(text);

        Assert.Equal(new CopyEndpoint.InContainer(container, path), endpoint);
    }

    [Theory]
    [InlineData("/a:b", "/a:b")]
    [InlineData("./a:b", "/srv/here/a:b")]
    [InlineData("data", "/srv/here/data")]
    [InlineData("data/", "/srv/here/data/")]
    [InlineData("data/.", "/srv/here/data/.")]
    [InlineData(".", "/srv/here/.")]
    public void Anything_else_is_a_path_of_the_host_and_keeps_its_end(string text, string path)
    {
        var endpoint = Parse(text);

        Assert.Equal(new CopyEndpoint.OnHost(path), endpoint);
    }

    [Fact]
    public void A_dash_is_a_tar()
    {
        Assert.IsType<CopyEndpoint.TarStream>(Parse("-"));
    }

    [Theory]
    [InlineData("web:")]
    [InlineData("")]
    public void Nothing_is_no_path(string text)
    {
        Assert.Throws<UsageException>(() => Parse(text));
    }
}
