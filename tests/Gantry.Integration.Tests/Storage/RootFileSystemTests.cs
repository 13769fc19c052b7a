using Gantry.Engine.Model;
using Gantry.Engine.Storage;
using Gantry.Linux;

namespace Gantry.Integration.Tests.Storage;

/// <summary>Real overlays and memory file systems; root only.</summary>
public sealed class RootFileSystemTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("gantry-").FullName;
    private readonly HostLayout _layout;
    private readonly RootFileSystem _rootfs;
    private readonly ContainerId _id = ContainerId.NewRandom();

    public RootFileSystemTests()
    {
        _layout = new HostLayout(new EngineOptions
        {
            Root = Path.Join(_folder, "root"),
            RunRoot = Path.Join(_folder, "run"),
        });
        _rootfs = new RootFileSystem(_layout);
    }

    public void Dispose()
    {
        _rootfs.Delete(_id);
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void The_topmost_layer_wins_and_changes_go_to_the_upper_folder()
    {
        var top = Layer("top", "755");
        var bottom = Layer("bottom", "755");
        File.WriteAllText(Path.Join(top, "file"), "top");
        File.WriteAllText(Path.Join(bottom, "file"), "bottom");

        var merged = _rootfs.Mount(_id, [top, bottom]);
        Assert.Equal("top", File.ReadAllText(Path.Join(merged, "file")));
        File.WriteAllText(Path.Join(merged, "new"), "x");

        Assert.Equal("x", File.ReadAllText(Path.Join(_layout.Upper(_id), "new")));
        Assert.False(File.Exists(Path.Join(top, "new")));
    }

    [Fact]
    public void The_root_keeps_the_images_mode_owner_and_attributes()
    {
        var layer = Layer("layer", "751");
        using (var parent = DirectoryDescriptor.Open(_folder))
        {
            parent.SetOwner("layer", 12, 34);
            parent.SetExtendedAttribute("layer", "user.kept", "yes"u8);
            parent.SetExtendedAttribute("layer", "trusted.overlay.opaque", "y"u8);
        }

        using var merged = DirectoryDescriptor.Open(_rootfs.Mount(_id, [layer]));
        using var upper = DirectoryDescriptor.Open(_layout.Upper(_id));

        var status = merged.Status();
        Assert.Equal((Convert.ToInt32("751", 8), 12u, 34u), (status.Mode, status.Uid, status.Gid));
        Assert.Equal("yes"u8.ToArray(), merged.GetExtendedAttribute(".", "user.kept"));
        Assert.DoesNotContain("trusted.overlay.opaque", upper.ListExtendedAttributes("."));
    }

    [Fact]
    public void Mounting_and_unmounting_may_be_repeated_and_changes_stay()
    {
        var layer = Layer("layer", "755");

        var merged = _rootfs.Mount(_id, [layer]);
        Assert.Equal(merged, _rootfs.Mount(_id, [layer]));
        Assert.Single(Mounts.List(merged));
        File.WriteAllText(Path.Join(merged, "new"), "x");
        _rootfs.Unmount(_id);
        _rootfs.Unmount(_id);
        Assert.False(_rootfs.IsMounted(_id));
        _rootfs.Mount(_id, [layer]);

        Assert.Equal("x", File.ReadAllText(Path.Join(merged, "new")));
    }

    [Fact]
    public void An_image_without_layers_has_an_empty_root()
    {
        var merged = _rootfs.Mount(_id, []);

        Assert.Empty(Directory.EnumerateFileSystemEntries(merged));
    }

    [Fact]
    public void Shm_is_a_memory_file_system_of_the_asked_size_for_everyone()
    {
        var shm = _rootfs.MountShm(_id, 1 << 20);
        Assert.Equal(shm, _rootfs.MountShm(_id, 1 << 20));

        Assert.Equal(Convert.ToInt32("1777", 8), (int)File.GetUnixFileMode(shm));
        Assert.Equal("tmpfs", Filesystem.FileSystemType(shm));
        Assert.Equal(1 << 20, Filesystem.Space(shm).TotalBytes);
        var mount = Mounts.List(shm).Single();
        Assert.All(
            ["noexec", "nosuid", "nodev"],
            option => Assert.Contains(option, mount.Options, StringComparison.Ordinal));
    }

    [Fact]
    public void Deleting_unmounts_everything_beneath_and_may_be_repeated()
    {
        var merged = _rootfs.Mount(_id, [Layer("layer", "755")]);
        _rootfs.MountShm(_id, 1 << 20);
        Directory.CreateDirectory(Path.Join(merged, "inner"));
        Mounts.Tmpfs(Path.Join(merged, "inner"), 1 << 20, 0x1ED);

        _rootfs.Delete(_id);
        _rootfs.Delete(_id);

        Assert.Empty(Mounts.List(_folder));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_layout.Containers));
        Assert.True(Directory.Exists(Path.Join(_folder, "layer")));
    }

    private string Layer(string name, string mode)
    {
        var path = Path.Join(_folder, name);
        Directory.CreateDirectory(path);
        File.SetUnixFileMode(path, (UnixFileMode)Convert.ToInt32(mode, 8));
        return path;
    }
}
