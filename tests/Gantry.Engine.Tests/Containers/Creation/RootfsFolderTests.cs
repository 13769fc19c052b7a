using Gantry.Engine.Containers.Creation;
using Gantry.Engine.Model;
using Gantry.Linux;

namespace Gantry.Engine.Tests.Containers.Creation;

public sealed class RootfsFolderTests : IDisposable
{
    private static readonly ProcessUser s_me = new(Users.EffectiveUserId, Users.EffectiveGroupId, [], "");

    private readonly CreationHost _host = new();
    private readonly RootfsFolder _folder;

    public RootfsFolderTests()
    {
        _folder = new RootfsFolder(_host.Rootfs);
    }

    public void Dispose()
    {
        _folder.Dispose();
        _host.Dispose();
    }

    [Theory]
    [InlineData("/etc", "/etc")]
    [InlineData("/etc/new/x", "/etc/new/x")]
    [InlineData("/link/x", "/etc/x")]
    [InlineData("/out/x", "/etc/x")]
    [InlineData("/loop/x", "/loop/x")]
    [InlineData("/etc/passwd/x", "/etc/passwd/x")]
    [InlineData("/", "/")]
    public void Links_are_resolved_inside(string path, string resolved)
    {
        File.CreateSymbolicLink(Path.Join(_host.Rootfs, "link"), "/etc");
        File.CreateSymbolicLink(Path.Join(_host.Rootfs, "out"), "../../../../etc");
        File.CreateSymbolicLink(Path.Join(_host.Rootfs, "loop"), "loop");

        var inside = _folder.Resolve(path);

        Assert.Equal(resolved, inside);
    }

    [Fact]
    public void A_working_directory_is_made_where_links_lead_inside()
    {
        Directory.CreateDirectory(Path.Join(_host.Rootfs, "srv"));
        File.CreateSymbolicLink(Path.Join(_host.Rootfs, "app"), "/srv");

        _folder.RequireWorkingDirectory("/app/a/b", create: true, s_me, CreationHost.Id);

        var mode = File.GetUnixFileMode(Path.Join(_host.Rootfs, "srv/a/b"));
        Assert.Equal(0x1ED, (int)mode);
    }

    [Fact]
    public void A_working_directory_of_the_persons_own_must_exist()
    {
        var error = Assert.Throws<GantryException>(
            () => _folder.RequireWorkingDirectory("/a/b", create: false, s_me, CreationHost.Id));

        Assert.Equal($"workdir \"/a/b\" does not exist on container {CreationHost.Id}", error.Message);
        Assert.False(Directory.Exists(Path.Join(_host.Rootfs, "a")));
    }

    [Theory]
    [InlineData("/etc/passwd")]
    [InlineData("/etc/passwd/below")]
    [InlineData("/dangling")]
    [InlineData("/loop/x")]
    public void A_working_directory_that_is_something_else_is_refused(string path)
    {
        File.CreateSymbolicLink(Path.Join(_host.Rootfs, "dangling"), "/nowhere");
        File.CreateSymbolicLink(Path.Join(_host.Rootfs, "loop"), "loop");

        var error = Assert.Throws<GantryException>(
            () => _folder.RequireWorkingDirectory(path, create: true, s_me, CreationHost.Id));

        Assert.Equal(
            $"workdir \"{path}\" exists on container {CreationHost.Id}, but is not a directory", error.Message);
    }
}
