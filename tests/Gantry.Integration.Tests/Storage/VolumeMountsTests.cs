using Gantry.Engine.Model;
using Gantry.Engine.Model.Volumes;
using Gantry.Engine.Model.Containers;
using Gantry.Engine.State;
using Gantry.Engine.Storage.Volumes;
using Gantry.Linux;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gantry.Integration.Tests.Storage;

/// <summary>Volumes with a type or a device; root only.</summary>
public sealed class VolumeMountsTests : IDisposable
{
    private static readonly Dictionary<string, string> s_tmpfs =
        new() { ["type"] = "tmpfs", ["device"] = "tmpfs", ["o"] = "size=1m,mode=1777" };

    private readonly string _folder = Directory.CreateTempSubdirectory("gantry-").FullName;
    private readonly HostLayout _layout;
    private readonly StateDatabase _database;
    private readonly VolumeStore _store;

    public VolumeMountsTests()
    {
        _layout = new HostLayout(new EngineOptions
        {
            Root = Path.Join(_folder, "root"),
            RunRoot = Path.Join(_folder, "run"),
        });
        _database = StateDatabase.Open(_layout.Database);
        _store = new VolumeStore(
            _layout,
            new VolumeTable(_database),
            new ContainerLocks(_layout),
            TimeProvider.System,
            NullLogger.Instance);
    }

    public void Dispose()
    {
        _database.Dispose();
        foreach (var mount in Mounts.List(_folder).Reverse())
        {
            Mounts.Unmount(mount.MountPoint, detach: true);
        }

        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_volume_is_mounted_from_its_first_user_to_its_last()
    {
        var volume = _store.Create(new VolumeCreateRequest { Name = "mem", Options = s_tmpfs });
        var (one, two) = (ContainerId.NewRandom(), ContainerId.NewRandom());

        await _store.MountAsync(volume, one, CancellationToken.None);
        await _store.MountAsync(volume, two, CancellationToken.None);
        Assert.Single(Mounts.List(volume.MountPoint));
        Assert.Equal(Convert.ToInt32("1777", 8), (int)File.GetUnixFileMode(volume.MountPoint));
        await _store.UnmountAsync(volume, one, CancellationToken.None);
        Assert.True(Mounts.IsMounted(volume.MountPoint));
        await _store.UnmountAsync(volume, two, CancellationToken.None);
        await _store.UnmountAsync(volume, two, CancellationToken.None);

        Assert.False(Mounts.IsMounted(volume.MountPoint));
    }

    [Fact]
    public async Task A_staged_volume_is_filled_where_it_is_mounted_and_stays_so()
    {
        using var stage = await _store.StageAsync(
            new VolumeCreateRequest { Name = "mem", Options = s_tmpfs }, CancellationToken.None);
        File.WriteAllText(Path.Join(stage.DataPath, "a"), "x");

        var volume = stage.Publish();
        await _store.MountAsync(volume, ContainerId.NewRandom(), CancellationToken.None);

        Assert.Single(Mounts.List(volume.MountPoint));
        Assert.Equal("x", File.ReadAllText(Path.Join(volume.MountPoint, "a")));
    }

    [Fact]
    public async Task A_stage_that_is_discarded_is_unmounted()
    {
        var stage = await _store.StageAsync(
            new VolumeCreateRequest { Name = "mem", Options = s_tmpfs }, CancellationToken.None);

        stage.Discard();

        Assert.Empty(Mounts.List(_folder));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_layout.Volumes));
    }

    [Fact]
    public async Task Removing_a_bound_folder_leaves_its_content()
    {
        var device = Path.Join(_folder, "device");
        Directory.CreateDirectory(device);
        File.WriteAllText(Path.Join(device, "a"), "x");
        var volume = _store.Create(new VolumeCreateRequest
        {
            Name = "bound",
            Options = new Dictionary<string, string> { ["type"] = "none", ["device"] = device, ["o"] = "bind" },
        });
        await _store.MountAsync(volume, ContainerId.NewRandom(), CancellationToken.None);
        Assert.True(File.Exists(Path.Join(volume.MountPoint, "a")));

        _store.Remove("bound");

        Assert.Equal("x", File.ReadAllText(Path.Join(device, "a")));
        Assert.Empty(Mounts.List(_layout.Volumes));
    }

    [Fact]
    public async Task A_mount_that_fails_says_why()
    {
        var volume = _store.Create(new VolumeCreateRequest
        {
            Name = "bad",
            Options = new Dictionary<string, string> { ["type"] = "nosuchfs", ["device"] = "nosuchfs" },
        });

        var error = await Assert.ThrowsAsync<GantryException>(
            () => _store.MountAsync(volume, ContainerId.NewRandom(), CancellationToken.None));

        Assert.Equal(ErrorCode.ToolFailed, error.Code);
        Assert.StartsWith("mounting volume bad failed: mount: ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Copy_up_fills_a_mounted_volume_and_keeps_every_attribute()
    {
        var rootfs = Path.Join(_folder, "rootfs");
        Directory.CreateDirectory(Path.Join(rootfs, "data"));
        File.WriteAllText(Path.Join(rootfs, "data", "a"), "x");
        using var data = DirectoryDescriptor.Open(Path.Join(rootfs, "data"));
        data.SetOwner("a", 12, 34);
        data.SetMode("a", Convert.ToInt32("4711", 8));
        data.SetExtendedAttribute("a", "trusted.kept", "yes"u8);
        data.MakeNode("null", FileKind.CharDevice, Convert.ToInt32("666", 8), DeviceNumber.Make(1, 3));
        var volume = _store.Create(new VolumeCreateRequest { Name = "mem", Options = s_tmpfs });
        await _store.MountAsync(volume, ContainerId.NewRandom(), CancellationToken.None);

        await _store.CopyUpAsync(
            volume,
            new VolumeMount { Name = "mem", Destination = "/data" },
            rootfs,
            new VolumeOwner(0, 0),
            CancellationToken.None);

        using var copy = DirectoryDescriptor.Open(volume.MountPoint);
        var status = copy.Stat("a");
        Assert.Equal((12u, 34u, Convert.ToInt32("4711", 8)), (status.Uid, status.Gid, status.Mode));
        Assert.Equal("yes"u8.ToArray(), copy.GetExtendedAttribute("a", "trusted.kept"));
        Assert.Equal(FileKind.CharDevice, copy.Stat("null").Kind);
    }
}
