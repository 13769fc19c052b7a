namespace Gantry.Linux.Tests;

public sealed class CgroupFreezerTests : IDisposable
{
    private readonly string _name = $"gantry-linux-tests-{Guid.NewGuid():N}";

    public void Dispose()
    {
        // A failed test must not leave a frozen or a busy process behind.
        if (Directory.Exists(Folder("")))
        {
            CgroupFreezer.AtPath(Folder("")).KillAll();
        }

        Cgroups.RemoveTree(_name);
    }

    [RootFact]
    public async Task A_frozen_process_stands_still_and_goes_on_after_the_thaw()
    {
        using var temp = new TempFolder();
        var counter = temp.Path + "/counter";
        var folder = Create("");
        await using var child = ChildProcess.Start(
            Programs.Shell("i=0; while :; do i=$((i+1)); echo $i > $1; done", counter));
        CgroupFile.Write($"{folder}/cgroup.procs", $"{child.Id}");
        var freezer = CgroupFreezer.ForProcess(child.Id);
        Assert.Equal(folder, freezer.Path);
        while (!File.Exists(counter))
        {
            await Task.Delay(5, Programs.Soon);
        }

        await freezer.FreezeAsync(Programs.Soon);

        Assert.True(freezer.IsFrozen);
        var before = File.ReadAllText(counter);
        await Task.Delay(100);
        Assert.Equal(before, File.ReadAllText(counter));
        await freezer.ThawAsync(Programs.Soon);
        Assert.False(freezer.IsFrozen);
        while (File.ReadAllText(counter) is var now && (now.Length == 0 || now == before))
        {
            await Task.Delay(5, Programs.Soon);
        }

        freezer.KillAll();
        Assert.Equal(137, await child.WaitAsync(Programs.Soon));
    }

    [RootFact]
    public async Task All_are_killed_frozen_and_in_child_groups_without_running_again()
    {
        using var temp = new TempFolder();
        var folder = Create("");
        var below = Create("below/deep");
        await using var one = ChildProcess.Start(
            Programs.Shell("trap 'echo ran > $1' TERM; while :; do sleep 0.01; done", temp.Path + "/f"));
        await using var two = ChildProcess.Start(Programs.Sleeper);
        CgroupFile.Write($"{folder}/cgroup.procs", $"{one.Id}");
        CgroupFile.Write($"{below}/cgroup.procs", $"{two.Id}");
        var freezer = CgroupFreezer.AtPath(folder);
        await freezer.FreezeAsync(Programs.Soon);
        Assert.Superset(new HashSet<int> { one.Id, two.Id }, freezer.Processes().ToHashSet());
        one.Signal(15);

        freezer.KillAll();

        Assert.Empty(freezer.Processes());
        Assert.Equal((137, 137), (await one.WaitAsync(Programs.Soon), await two.WaitAsync(Programs.Soon)));
        Assert.False(File.Exists(temp.Path + "/f"));
        Cgroups.RemoveTree(_name);
        Assert.False(Directory.Exists(folder));
    }

    [RootFact]
    public async Task Version_two_freezes_thaws_and_kills_as_well()
    {
        if (CgroupHierarchy.All().FirstOrDefault(h => h.IsV2) is not { } v2)
        {
            return;
        }

        var folder = $"{v2.MountPoint}/{_name}";
        Directory.CreateDirectory($"{folder}/below");
        await using var child = ChildProcess.Start(Programs.Sleeper);
        CgroupFile.Write($"{folder}/below/cgroup.procs", $"{child.Id}");
        var freezer = CgroupFreezer.AtPath(folder);
        var below = CgroupFreezer.AtPath(folder + "/below");

        await freezer.FreezeAsync(Programs.Soon);

        Assert.True(freezer.IsFrozen);
        Assert.True(below.IsFrozen);
        Assert.Equal([child.Id], freezer.Processes());
        Assert.Equal(Errno.EBUSY, (await Assert.ThrowsAsync<LinuxException>(() => below.ThawAsync(Programs.Soon))).Errno);
        await freezer.ThawAsync(Programs.Soon);
        Assert.False(below.IsFrozen);
        await freezer.FreezeAsync(Programs.Soon);
        freezer.KillAll();
        Assert.Equal(137, await child.WaitAsync(Programs.Soon));
    }

    [RootFact]
    public async Task Thawing_below_a_frozen_group_says_so()
    {
        var folder = Create("");
        var inner = CgroupFreezer.AtPath(Create("inner"));
        var outer = CgroupFreezer.AtPath(folder);
        await outer.FreezeAsync(Programs.Soon);
        await inner.FreezeAsync(Programs.Soon);

        var failure = await Assert.ThrowsAsync<LinuxException>(() => inner.ThawAsync(Programs.Soon));

        Assert.Equal(Errno.EBUSY, failure.Errno);
        await outer.ThawAsync(Programs.Soon);
        Assert.False(inner.IsFrozen);
    }

    [RootFact]
    public async Task Freezing_that_is_cancelled_beforehand_freezes_nothing()
    {
        var freezer = CgroupFreezer.AtPath(Create(""));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => freezer.FreezeAsync(new CancellationToken(true)));

        Assert.False(freezer.IsFrozen);
    }

    [Fact]
    public void What_is_no_cgroup_and_the_root_cannot_be_frozen()
    {
        Assert.Throws<LinuxException>(() => CgroupFreezer.AtPath("/tmp"));
        Assert.Throws<LinuxException>(() => CgroupFreezer.ForProcess(int.MaxValue));
    }

    private string Create(string relative)
    {
        Directory.CreateDirectory(Folder(relative));
        return Folder(relative);
    }

    private string Folder(string relative)
    {
        var own = Cgroups.FolderOf(Environment.ProcessId, "freezer")!;
        var root = CgroupHierarchy.All().First(h => own.StartsWith(h.MountPoint, StringComparison.Ordinal)).MountPoint;
        return $"{root}/{_name}/{relative}".TrimEnd('/');
    }
}
