using Gantry.Engine.Containers.Creation;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Containers;
using Gantry.Linux;

namespace Gantry.Engine.Tests.Containers.Creation;

public sealed class MountResolverTests : IDisposable
{
    private readonly CreationHost _host = new();

    public void Dispose() => _host.Dispose();

    [Fact]
    public void A_volume_of_the_image_gets_an_anonymous_volume_unless_something_is_mounted_there()
    {
        var mounts = Resolve(["/data", "/taken", "/tmp/"], readOnly: false, "v:/taken");

        Assert.Equal(["/taken", "/data", "/tmp"], mounts.Volumes.Select(volume => volume.Destination));
        Assert.Equal([false, true, true], mounts.Volumes.Select(volume => volume.Anonymous));
        Assert.Matches("^[0-9a-f]{64}$", mounts.Volumes[1].Name);
        Assert.Equal("rprivate rw nodev exec nosuid rbind", string.Join(' ', mounts.Volumes[1].Options));
    }

    [Fact]
    public void A_read_only_container_can_write_to_the_usual_places()
    {
        var mounts = Resolve(["/var/tmp"], readOnly: true, "v:/tmp");

        Assert.Equal(["/var/tmp", "/run"], mounts.Tmpfs.Select(tmpfs => tmpfs.Destination));
        Assert.Equal(["/tmp"], mounts.Volumes.Select(volume => volume.Destination));
    }

    [Theory]
    [InlineData("a:/x", "b:/x")]
    [InlineData("a:/x", "/x")]
    [InlineData("a:/x", "/etc:/x/")]
    [InlineData("/etc:/x", "/etc:/x:ro")]
    public void Two_mounts_at_one_place_are_refused(string first, string second)
    {
        var error = Assert.Throws<GantryException>(() => Resolve([], false, first, second));

        Assert.Equal((ErrorCode.Invalid, "/x: duplicate mount destination"), (error.Code, error.Message));
    }

    [Theory]
    [InlineData("a:/x", "a:/x/")]
    [InlineData("/etc:/x:ro", "/etc:/x:ro")]
    public void One_mount_asked_for_twice_is_made_once(string first, string second)
    {
        var mounts = Resolve([], false, first, second);

        Assert.Equal(1, mounts.Volumes.Count + mounts.Binds.Count);
    }

    [Fact]
    public void A_host_path_must_exist()
    {
        var error = Assert.Throws<GantryException>(() => Resolve([], false, "/nowhere/at/all:/x"));

        Assert.Equal(
            (ErrorCode.NotFound, "statfs /nowhere/at/all: no such file or directory"), (error.Code, error.Message));
    }

    [Fact]
    public void A_bind_forbids_what_the_hosts_mount_forbids_unless_told_otherwise()
    {
        var options = MountOptions.ForBind(["suid"], ["noexec", "nosuid", "nodev"]);

        Assert.Equal("suid rw rprivate noexec nodev rbind", string.Join(' ', options));
    }

    [Theory]
    [InlineData("b", "nosuid nodev")]
    [InlineData("b/file", "nosuid nodev")]
    [InlineData("link", "nosuid nodev")]
    [InlineData("link/file", "nosuid nodev")]
    [InlineData("filelink", "nosuid nodev")]
    [InlineData("bc", "noexec")]
    public void The_hosts_mount_is_the_one_where_the_path_leads(string path, string expected)
    {
        File.WriteAllText(Path.Join(_host.Folder, "b/file"), "");
        File.WriteAllText(Path.Join(_host.Folder, "bc"), "");
        File.CreateSymbolicLink(Path.Join(_host.Folder, "link"), Path.Join(_host.Folder, "b"));
        File.CreateSymbolicLink(Path.Join(_host.Folder, "filelink"), "b/file");
        MountInfo[] mounts =
        [
            MakeMount("/", "rw,noexec"), MakeMount(_host.Folder + "/b", "rw"),
            MakeMount(_host.Folder + "/b", "rw,nosuid,nodev,relatime"),
        ];

        var restrictions = HostMounts.RestrictionsAt(Path.Join(_host.Folder, path), mounts);

        Assert.Equal(expected, string.Join(' ', restrictions));
    }

    [Fact]
    public void What_the_engine_acts_on_itself_does_not_reach_the_runtime()
    {
        var options = MountOptions.ForRuntime(["U", "z", "Z", "nocopy", "copy", "ro", "rbind"]);

        Assert.Equal(["ro", "rbind"], options);
    }

    private static MountInfo MakeMount(string point, string options) =>
        new(1, 0, 0, "/", point, options, "", "tmpfs", "tmpfs", "rw");

    private static ResolvedMounts Resolve(string[] imageVolumes, bool readOnly, params string[] volumes) =>
        MountResolver.Resolve([.. volumes.Select(MountRequest.ParseVolume)], imageVolumes, readOnly);
}
