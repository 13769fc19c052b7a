namespace Gantry.Linux.Tests;

public class CgroupsTests
{
    [Fact]
    public void The_version_and_the_controllers_agree_with_what_is_mounted()
    {
        var mounted = Mounts.List(null).Select(m => m.FileSystemType).ToHashSet();

        var expected = !mounted.Contains("cgroup2") ? CgroupVersion.V1
            : mounted.Contains("cgroup") ? CgroupVersion.Hybrid : CgroupVersion.V2;

        Assert.Equal(expected, Cgroups.Version);
        Assert.DoesNotContain(Cgroups.Controllers(), c => c is "rw" or "" or "relatime");
    }

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("../x")]
    [InlineData("a/../..")]
    public void The_root_and_paths_upwards_are_never_removed(string path) =>
        Assert.Throws<ArgumentException>(() => Cgroups.RemoveTree(path));

    [RootFact]
    public async Task A_group_with_a_process_is_busy()
    {
        var name = $"gantry-linux-tests-{Guid.NewGuid():N}";
        var root = CgroupHierarchy.All()[0].MountPoint;
        Directory.CreateDirectory($"{root}/{name}/inner");
        await using var child = ChildProcess.Start(Programs.Sleeper);
        CgroupFile.Write($"{root}/{name}/cgroup.procs", $"{child.Id}");

        var failure = Assert.Throws<LinuxException>(() => Cgroups.RemoveTree(name));
        child.Signal(9);
        await child.WaitAsync(Programs.Soon);
        Cgroups.RemoveTree("/" + name);

        Assert.Equal(Errno.EBUSY, failure.Errno);
        Assert.False(Directory.Exists($"{root}/{name}"));
    }

    [RootFact]
    public async Task All_processes_of_a_group_are_ended_by_its_path_and_one_in_use_is_not_removed()
    {
        var name = $"gantry-linux-tests-{Guid.NewGuid():N}";
        await using var child = ChildProcess.Start(Programs.Sleeper);
        var root = CgroupHierarchy.All().FirstOrDefault(h => h.Options.Contains("freezer"))?.MountPoint
            ?? CgroupHierarchy.All().First(h => h.IsV2).MountPoint;
        Directory.CreateDirectory($"{root}/{name}");
        CgroupFile.Write($"{root}/{name}/cgroup.procs", $"{child.Id}");

        Cgroups.RemoveIfEmpty("/" + name);
        Assert.True(Directory.Exists($"{root}/{name}"));
        Cgroups.FindFreezer("/" + name)!.KillAll();
        var end = await child.WaitAsync(Programs.Soon);
        Cgroups.RemoveIfEmpty("/" + name);

        Assert.Equal(128 + 9, end);
        Assert.False(Directory.Exists($"{root}/{name}"));
        Assert.Null(Cgroups.FindFreezer("/" + name));
    }

    [Fact]
    public void What_CRIU_mounts_for_a_moment_is_no_hierarchy_of_this_host()
    {
        MountInfo[] mounts =
        [
            Mounted("/sys/fs/cgroup/unified", "cgroup2"),
            Mounted("/lib/containers/1/userdata/.criu.cgyard.Ab12Cd/unified", "cgroup2"),
            Mounted("/", "ext4"),
        ];

        var hierarchies = CgroupHierarchy.Of(mounts);

        Assert.Equal(["/sys/fs/cgroup/unified"], hierarchies.Select(h => h.MountPoint));

        static MountInfo Mounted(string mountPoint, string type) =>
            new(1, 1, 1, "/", mountPoint, "rw", "", type, type, "rw");
    }

    [Fact]
    public void A_hierarchy_mounted_from_within_shows_paths_below_its_root()
    {
        var hierarchy = new CgroupHierarchy("/sys/fs/cgroup/freezer", "/docker/abc", false, ["freezer"]);

        Assert.Equal("/sys/fs/cgroup/freezer/x", hierarchy.FolderOf("/docker/abc/x"));
        Assert.Equal("/sys/fs/cgroup/freezer", hierarchy.FolderOf("/docker/abc"));
    }
}
