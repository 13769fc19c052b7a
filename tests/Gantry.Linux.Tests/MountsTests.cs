namespace Gantry.Linux.Tests;

public sealed class MountsTests : IDisposable
{
    private readonly TempFolder _temp = new("/dev/shm");

    public void Dispose() => _temp.Dispose();

    [RootFact]
    public void An_overlay_of_sixty_layers_with_odd_names_shows_them_all()
    {
        var lowers = Enumerable.Range(0, 60)
            .Select(i => Layer($"layer {i}:,\\{i}" + LinuxPath.FromBytes([0xFF]), i))
            .ToList();
        var upper = Make("up,per:\\x");
        var work = Make("wo rk");
        var target = Make("target ü");

        Mounts.Overlay(lowers, upper, work, target, "metacopy=off,index=off");

        using var root = DirectoryDescriptor.Open(target);
        Assert.Equal(61, root.Enumerate().Count());
        Assert.Equal("0", File.ReadAllText(target + "/shared"));
        File.WriteAllText(target + "/new", "x");
        using var upperFolder = DirectoryDescriptor.Open(upper);
        Assert.Equal(["new"], upperFolder.Enumerate().Select(e => e.Name));
        Assert.True(Mounts.IsMounted(target));
        Assert.Equal("overlay", Mounts.List(target).Single().FileSystemType);
        Assert.Equal("overlay", Filesystem.FileSystemType(target));
    }

    [RootFact]
    public void Paths_longer_than_an_option_value_may_be_are_mounted()
    {
        var folder = string.Concat(Enumerable.Repeat("/" + new string('p', 150), 3)).TrimStart('/');
        var lower = Layer(folder + "/lower", 7);
        var target = Make("target");

        Mounts.Overlay([lower], Make(folder + "/upper"), Make(folder + "/work"), target, null);

        Assert.Equal("7", File.ReadAllText(target + "/shared"));
        File.WriteAllText(target + "/new", "x");
        Assert.True(File.Exists($"{_temp.Path}/{folder}/upper/new"));
    }

    [RootFact]
    public void An_overlay_without_upper_folder_is_read_only()
    {
        var target = Make("target");

        Mounts.Overlay([Layer("a", 1), Layer("b", 2)], null, null, target, null);

        Assert.Throws<IOException>(() => File.WriteAllText(target + "/new", "x"));
    }

    [RootFact]
    public void The_way_for_older_kernels_escapes_odd_names()
    {
        var lowers = new[] { Layer("a:b,c\\d e", 1), Layer("b", 2) };
        var upper = Make("up,per\\x");
        var target = Make("target");

        OverlayMount.MountWithOptions(new(lowers, upper, Make("work"), target, "metacopy=off"));

        Assert.Equal("1", File.ReadAllText(target + "/shared"));
        File.WriteAllText(target + "/new", "x");
        Assert.True(File.Exists(upper + "/new"));
    }

    [RootFact]
    public void A_failed_overlay_says_what_the_kernel_says()
    {
        var target = Make("target");

        var failure = Assert.Throws<LinuxException>(
            () => Mounts.Overlay([Layer("a", 1)], null, null, target, "nonsense=1"));

        Assert.Equal(Errno.EINVAL, failure.Errno);
        Assert.Contains("nonsense", failure.Message, StringComparison.Ordinal);
        Assert.False(Mounts.IsMounted(target));
    }

    [RootFact]
    public void Memory_file_systems_have_their_size_and_mode_and_go_on_unmount()
    {
        var target = Make("tm\tp fs");

        Mounts.Tmpfs(target, 4 << 20, 0x3FF);
        Mounts.MakePrivate(target);

        Assert.True(Mounts.IsMounted(target));
        Assert.Equal(4 << 20, Filesystem.Space(target).TotalBytes);
        Assert.Equal(0x3FF, DirectoryDescriptor.Open(target).Status().Mode);
        var info = Mounts.List(_temp.Path).Single();
        Assert.Equal((target, "tmpfs", ""), (info.MountPoint, info.FileSystemType, info.Propagation));
        Mounts.Unmount(target, detach: true);
        Mounts.Unmount(target, detach: false);
        Mounts.Unmount(target + "/none", detach: false);
        Assert.False(Mounts.IsMounted(target));
        Assert.False(Mounts.IsMounted(target + "/none"));
    }

    [RootFact]
    public void A_mount_in_use_is_busy_unless_detached()
    {
        var target = Make("busy");
        Mounts.Tmpfs(target, 1 << 20, 0x1C0);
        using var held = DirectoryDescriptor.Open(target);

        var failure = Assert.Throws<LinuxException>(() => Mounts.Unmount(target, detach: false));
        Mounts.Unmount(target, detach: true);

        Assert.Equal(Errno.EBUSY, failure.Errno);
        Assert.False(Mounts.IsMounted(target));
    }

    [RootFact]
    public void A_read_only_bind_shows_the_source_and_mounts_beneath_and_cannot_be_written()
    {
        var source = Make("source");
        var inner = Make("source/inner");
        Mounts.Tmpfs(inner, 1 << 20, 0x1C0);
        File.WriteAllText(inner + "/file", "x");
        var target = Make("target");

        Mounts.Bind(source, target, readOnly: true, recursive: true);

        Assert.Equal("x", File.ReadAllText(target + "/inner/file"));
        Assert.Throws<IOException>(() => File.WriteAllText(target + "/new", "x"));
        Assert.Throws<IOException>(() => File.WriteAllText(target + "/inner/new", "x"));
        File.WriteAllText(source + "/new", "x");
    }

    [RootFact]
    public void A_plain_bind_leaves_mounts_beneath_behind()
    {
        var inner = Make("source/inner");
        Mounts.Tmpfs(inner, 1 << 20, 0x1C0);
        File.WriteAllText(inner + "/file", "x");
        var target = Make("target");

        Mounts.Bind(_temp.Path + "/source", target, readOnly: false, recursive: false);

        Assert.False(File.Exists(target + "/inner/file"));
        File.WriteAllText(target + "/new", "x");
    }

    [Fact]
    public void Escapes_and_optional_fields_of_mountinfo_are_understood()
    {
        const string Line =
            @"36 35 98:4 /mnt1 /mnt\0402\134x rw,noatime master:1 shared:2 - ext3 /dev/ro\011ot rw,errors=continue";

        var info = MountInfoReader.Parse(Line);

        Assert.Equal(
            new MountInfo(
                36,
                35,
                DeviceNumber.Make(98, 4),
                "/mnt1",
                @"/mnt 2\x",
                "rw,noatime",
                "master:1 shared:2",
                "ext3",
                "/dev/ro\tot",
                "rw,errors=continue"),
            info);
    }

    [Fact]
    public void The_root_is_mounted_and_its_neighbours_of_similar_name_are_told_apart()
    {
        Assert.True(Mounts.IsMounted("/"));
        Assert.DoesNotContain(Mounts.List("/pro"), m => m.MountPoint == "/proc");
        Assert.Contains(Mounts.List("/proc"), m => m.MountPoint == "/proc");
        Assert.Contains(Mounts.List("/"), m => m.MountPoint == "/proc");
    }

    private string Make(string relative)
    {
        _temp.Descriptor.OpenOrCreateDirectory(relative, 0x1ED).Dispose();
        return $"{_temp.Path}/{relative}";
    }

    private string Layer(string name, int number)
    {
        using var folder = _temp.Descriptor.OpenOrCreateDirectory(name, 0x1ED);
        folder.OpenFile($"file{number}", OpenMode.CreateNew).Dispose();
        using var shared = folder.OpenFile("shared", OpenMode.CreateNew);
        shared.Write(System.Text.Encoding.UTF8.GetBytes($"{number}"));
        return $"{_temp.Path}/{name}";
    }
}
