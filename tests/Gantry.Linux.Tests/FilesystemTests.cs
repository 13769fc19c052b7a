namespace Gantry.Linux.Tests;

public sealed class FilesystemTests : IDisposable
{
    private readonly TempFolder _temp = new();

    public void Dispose() => _temp.Dispose();

    [Fact]
    public void A_file_written_atomically_has_content_and_mode_and_replaces_what_was_there()
    {
        _temp.Write("kept", "kept");
        _temp.Descriptor.MakeSymlink("kept", "file");
        _temp.Write("file.partial", "left by a crash");

        Filesystem.WriteAtomically(_temp.Path + "/file", "new"u8, 0x1B6);

        Assert.Equal("new", File.ReadAllText(_temp.Path + "/file"));
        Assert.Equal("kept", File.ReadAllText(_temp.Path + "/kept"));
        var status = _temp.Descriptor.Stat("file");
        Assert.Equal((FileKind.Regular, 0x1B6), (status.Kind, status.Mode));
        Assert.Null(_temp.Descriptor.TryStat("file.partial"));
    }

    [Fact]
    public void A_volatile_write_replaces_a_file_too()
    {
        _temp.Write("file", "old");

        Filesystem.WriteVolatile(_temp.Path + "/file", "new"u8, 0x1A4);

        Assert.Equal("new", File.ReadAllText(_temp.Path + "/file"));
        Assert.Equal(0x1A4, _temp.Descriptor.Stat("file").Mode);
        Assert.Null(_temp.Descriptor.TryStat("file.partial"));
    }

    [Fact]
    public void Writeback_that_was_started_changes_nothing()
    {
        using var file = _temp.Descriptor.OpenFile("file", OpenMode.CreateNew);
        file.Write("content"u8);

        file.StartWriteback(0, 7);

        Assert.Equal("content", File.ReadAllText(_temp.Path + "/file"));
    }

    [Fact]
    public void A_failed_atomic_write_leaves_nothing()
    {
        _temp.Make("file/inside");

        Assert.Throws<LinuxException>(() => Filesystem.WriteAtomically(_temp.Path + "/file", "new"u8, 0x180));

        Assert.Equal(["file"], _temp.Descriptor.Enumerate().Select(e => e.Name));
    }

    [Fact]
    public void Readers_never_see_half_a_file()
    {
        var path = _temp.Path + "/file";
        var contents = new[] { new byte[100_000], new byte[50_000] };
        Array.Fill(contents[1], (byte)1);
        Filesystem.WriteAtomically(path, contents[0], 0x180);
        var writing = Task.Run(() =>
        {
            for (var i = 1; i < 40; i++)
            {
                Filesystem.WriteAtomically(path, contents[i % 2], 0x180);
            }
        });

        while (!writing.IsCompleted)
        {
            var read = File.ReadAllBytes(path);
            Assert.Equal(contents[read[0]], read);
        }

        Assert.True(writing.IsCompletedSuccessfully);
    }

    [Fact]
    public void A_range_is_copied_between_offsets()
    {
        using var from = _temp.Descriptor.OpenFile("from", OpenMode.CreateNew);
        using var to = _temp.Descriptor.OpenFile("to", OpenMode.CreateNew);
        from.Write("0123456789"u8);

        var copied = Filesystem.CopyRange(from, 2, to, 4, 5);
        var rest = Filesystem.CopyRange(from, 8, to, 9, 100);

        Assert.Equal((5, 2), (copied, rest));
        Assert.Equal("\0\0\0\02345689", File.ReadAllText(_temp.Path + "/to"));
    }

    [Fact]
    public void Copying_works_across_file_systems_and_from_proc()
    {
        using var memory = new TempFolder("/dev/shm");
        using var from = memory.Descriptor.OpenFile("from", OpenMode.CreateNew);
        using var to = _temp.Descriptor.OpenFile("to", OpenMode.CreateNew);
        from.Write(new byte[300_000]);
        using var proc = DirectoryDescriptor.Open("/proc/self");
        using var status = proc.OpenFile("status", OpenMode.Read);

        Assert.Equal(300_000, Filesystem.CopyRange(from, 0, to, 0, 300_000));
        Assert.InRange(Filesystem.CopyRange(status, 0, to, 300_000, 1 << 20), 100, 100_000);
        Assert.Contains("CapEff", File.ReadAllText(_temp.Path + "/to"), StringComparison.Ordinal);
    }

    [Fact]
    public void Space_type_and_device_are_told()
    {
        var space = Filesystem.Space(_temp.Path);

        Assert.InRange(space.FreeBytes, 1, space.TotalBytes);
        Assert.Equal("proc", Filesystem.FileSystemType("/proc"));
        Assert.Equal(_temp.Descriptor.Status().Device, Filesystem.Device(_temp.Path));
        Assert.Throws<LinuxException>(() => Filesystem.Space("/none"));
    }

    [Fact]
    public void Files_and_folders_are_synced_and_missing_ones_told()
    {
        Filesystem.FsyncFile(_temp.Write("file", "x"));
        Filesystem.FsyncDirectory(_temp.Path);

        Assert.Equal(Errno.ENOENT, Assert.Throws<LinuxException>(() => Filesystem.FsyncFile("/none/x")).Errno);
    }

    [Fact]
    public void Sharing_blocks_is_tried_without_harm()
    {
        using var from = _temp.Descriptor.OpenFile("from", OpenMode.CreateNew);
        using var to = _temp.Descriptor.OpenFile("to", OpenMode.CreateNew);
        from.Write("x"u8);

        var shared = Filesystem.TryReflink(from, to);

        Assert.Equal(shared ? "x" : "", File.ReadAllText(_temp.Path + "/to"));
    }
}
