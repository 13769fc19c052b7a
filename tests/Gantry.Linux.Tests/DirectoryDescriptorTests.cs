namespace Gantry.Linux.Tests;

public sealed class DirectoryDescriptorTests : IDisposable
{
    private static readonly string s_oddName = LinuxPath.FromBytes([0x6E, 0xFF, 0xFE, 0x20, 0xC3, 0xA4]);

    private readonly TempFolder _temp = new();

    private DirectoryDescriptor Root => _temp.Descriptor;

    public void Dispose() => _temp.Dispose();

    [Fact]
    public void A_name_that_is_not_utf8_survives_every_call()
    {
        using (var file = Root.OpenFile(s_oddName, OpenMode.CreateNew))
        {
            file.Write("x"u8);
        }

        Root.MakeSymlink(s_oddName, "link");
        Root.Rename(s_oddName, Root, s_oddName + "2");
        Root.Link(Root, s_oddName + "2", s_oddName + "3");

        Assert.Equal(s_oddName, Root.ReadLink("link"));
        Assert.Equal(1, Root.Stat(s_oddName + "3").Size);
        Assert.Equal(2u, Root.Stat(s_oddName + "3").LinkCount);
        var names = Root.Enumerate().Select(e => e.Name).ToHashSet();
        Assert.Equal(["link", s_oddName + "2", s_oddName + "3"], names);
    }

    [Fact]
    public void Many_entries_are_enumerated_with_their_kinds()
    {
        for (var i = 0; i < 3000; i++)
        {
            Root.MakeNode($"a-long-name-to-fill-the-buffer-more-than-once-{i}", FileKind.Regular, 0x180, 0);
        }

        Root.MakeDirectory("folder", 0x1C0);
        Root.MakeNode("fifo", FileKind.Fifo, 0x180, 0);
        Root.MakeNode("socket", FileKind.Socket, 0x180, 0);

        var kinds = Root.Enumerate().ToDictionary(e => e.Name, e => e.Kind);

        Assert.Equal(3003, kinds.Count);
        Assert.Equal(FileKind.Directory, kinds["folder"]);
        Assert.Equal(FileKind.Fifo, kinds["fifo"]);
        Assert.Equal(FileKind.Socket, kinds["socket"]);
        Assert.Equal(FileKind.Regular, kinds["a-long-name-to-fill-the-buffer-more-than-once-7"]);
    }

    [Fact]
    public void Times_are_kept_to_the_nanosecond_also_on_links_and_before_1970()
    {
        Root.MakeSymlink("nowhere", "link");
        _temp.Write("file", "x");
        var time = new UnixTime(-5, 123_456_789);

        Root.SetTimes("link", time, time);
        Root.SetTimes("file", new UnixTime(1, 2), new UnixTime(3, 4));

        Assert.Equal(time, Root.Stat("link").Modified);
        Assert.Equal(new UnixTime(1, 2), Root.Stat("file").Accessed);
        Assert.Equal(new UnixTime(3, 4), Root.Stat("file").Modified);
    }

    [Fact]
    public void The_mode_has_all_twelve_bits_and_a_link_has_none()
    {
        _temp.Write("file", "x");
        Root.MakeSymlink("file", "link");

        Root.SetMode("file", 0xFFF);

        Assert.Equal(0xFFF, Root.Stat("file").Mode);
        Assert.Equal(Errno.EOPNOTSUPP, Assert.Throws<LinuxException>(() => Root.SetMode("link", 0x180)).Errno);
        Assert.Equal(0xFFF, Root.Stat("file").Mode);
    }

    [RootFact]
    public void The_owner_of_a_link_is_set_and_not_that_of_its_target()
    {
        _temp.Write("file", "x");
        Root.MakeSymlink("file", "link");

        Root.SetOwner("link", 1234, 5678);

        Assert.Equal((1234u, 5678u), (Root.Stat("link").Uid, Root.Stat("link").Gid));
        Assert.Equal(0u, Root.Stat("file").Uid);
    }

    [RootFact]
    public void Device_numbers_survive()
    {
        var device = DeviceNumber.Make(0x1ABC & 0xFFF, 0x12345);

        Root.MakeNode("device", FileKind.CharDevice, 0x180, device);

        Assert.Equal(FileKind.CharDevice, Root.Stat("device").Kind);
        Assert.Equal(device, Root.Stat("device").Rdev);
        Assert.Equal(0x12345u, DeviceNumber.Minor(device));
    }

    [Fact]
    public void Extended_attributes_of_files_are_set_listed_and_removed()
    {
        _temp.Write("file", "x");
        var large = new byte[3000];
        Random.Shared.NextBytes(large);

        Root.SetExtendedAttribute("file", "user.small", [1, 0, 2]);
        Root.SetExtendedAttribute("file", "user.large", large);
        Root.SetExtendedAttribute("file", "user.empty", []);
        Root.SetExtendedAttribute(".", "user.self", [7]);

        Assert.Equal(
            ["user.empty", "user.large", "user.small"],
            Root.ListExtendedAttributes("file").Order(StringComparer.Ordinal));
        Assert.Equal([1, 0, 2], Root.GetExtendedAttribute("file", "user.small"));
        Assert.Equal(large, Root.GetExtendedAttribute("file", "user.large"));
        Assert.Empty(Root.GetExtendedAttribute("file", "user.empty"));
        Assert.Equal([7], Root.GetExtendedAttribute(".", "user.self"));
        Root.RemoveExtendedAttribute("file", "user.small");
        var failure = Assert.Throws<LinuxException>(() => Root.GetExtendedAttribute("file", "user.small"));
        Assert.Equal(Errno.ENODATA, failure.Errno);
    }

    [RootFact]
    public void Extended_attributes_of_a_link_are_its_own()
    {
        _temp.Write("file", "x");
        Root.MakeSymlink("file", "link");

        Root.SetExtendedAttribute("link", "trusted.gantry", [1]);

        Assert.Equal(["trusted.gantry"], Root.ListExtendedAttributes("link"));
        Assert.Empty(Root.ListExtendedAttributes("file"));
        var failure = Assert.Throws<LinuxException>(() => Root.SetExtendedAttribute("link", "user.x", [1]));
        Assert.Equal(Errno.EPERM, failure.Errno);
    }

    [Fact]
    public void What_does_not_exist_has_no_status()
    {
        Assert.Null(Root.TryStat("none"));
        Assert.Equal(Errno.ENOENT, Assert.Throws<LinuxException>(() => Root.Stat("none")).Errno);
    }

    [Fact]
    public void The_error_message_names_call_object_and_reason()
    {
        var failure = Assert.Throws<LinuxException>(() => Root.Unlink("none"));

        Assert.Equal($"unlinkat '{_temp.Path}/none': No such file or directory (ENOENT)", failure.Message);
    }

    [Fact]
    public void Removing_a_tree_leaves_the_targets_of_its_links()
    {
        _temp.Make("tree/a/b");
        _temp.Make("kept/folder");
        _temp.Write("kept/file", "x");
        using var tree = Root.OpenDirectory("tree/a");
        tree.MakeSymlink("../../kept", "link");
        tree.MakeSymlink(_temp.Path + "/kept/folder", "absolute");
        tree.MakeNode(s_oddName, FileKind.Regular, 0, 0);

        Root.RemoveTree("tree");
        Root.RemoveTree("tree");

        Assert.Null(Root.TryStat("tree"));
        Assert.True(File.Exists(_temp.Path + "/kept/file"));
        Assert.True(Directory.Exists(_temp.Path + "/kept/folder"));
    }

    [Fact]
    public void Removing_a_link_to_a_folder_removes_the_link_alone()
    {
        _temp.Make("kept/folder");
        Root.MakeSymlink("kept", "link");

        Root.RemoveTree("link");

        Assert.True(Directory.Exists(_temp.Path + "/kept/folder"));
        Assert.Null(Root.TryStat("link"));
    }

    [Fact]
    public void A_tree_deeper_than_any_path_is_removed()
    {
        Root.MakeDirectory("deep", 0x1C0);
        var current = Root.OpenDirectory("deep");
        for (var i = 0; i < 3000; i++)
        {
            current.MakeDirectory("d", 0x1C0);
            var next = current.OpenDirectory("d");
            current.Dispose();
            current = next;
        }

        current.MakeNode("file", FileKind.Regular, 0x180, 0);
        current.Dispose();

        Root.RemoveTree("deep");

        Assert.Null(Root.TryStat("deep"));
    }

    [RootFact]
    public void Removing_a_tree_stops_at_a_mount()
    {
        var mount = _temp.Make("tree/mount");
        Mounts.Tmpfs(mount, 1 << 20, 0x1C0);
        File.WriteAllText(mount + "/kept", "x");

        var failure = Assert.Throws<LinuxException>(() => Root.RemoveTree("tree"));

        Assert.Contains(failure.Errno, new[] { Errno.EXDEV, Errno.EBUSY });
        Assert.True(File.Exists(mount + "/kept"));
    }
}
