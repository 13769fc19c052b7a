using Gantry.Engine.Model;
using Gantry.Engine.Model.Containers;
using Gantry.Engine.Model.Volumes;
using Gantry.Engine.Storage.Volumes;
using Gantry.Engine.Tests.State;
using Gantry.Linux;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gantry.Engine.Tests.Storage.Volumes;

public sealed class VolumeStoreTests : IDisposable
{
    private readonly TemporaryHost _host = new();
    private readonly VolumeStore _store;

    public VolumeStoreTests()
    {
        _store = new VolumeStore(
            _host.Layout, _host.Volumes, _host.Locks, TimeProvider.System, NullLogger.Instance);
    }

    private static VolumeOwner Me
    {
        get
        {
            using var here = DirectoryDescriptor.Open("/proc/self");
            return new VolumeOwner(here.Status().Uid, here.Status().Gid);
        }
    }

    public void Dispose() => _host.Dispose();

    [Fact]
    public void A_volume_is_an_empty_folder_on_record()
    {
        var volume = _store.Create(new VolumeCreateRequest { Name = "data" });

        Assert.Equal(_host.Layout.VolumeData("data"), volume.MountPoint);
        Assert.Empty(Directory.EnumerateFileSystemEntries(volume.MountPoint));
        Assert.Equal(Convert.ToInt32("755", 8), (int)File.GetUnixFileMode(volume.MountPoint));
        Assert.Equal(Convert.ToInt32("700", 8), (int)File.GetUnixFileMode(Path.GetDirectoryName(volume.MountPoint)!));
        Assert.True(_store.Find("data")!.NeedsCopyUp);
        Assert.Single(Directory.EnumerateFileSystemEntries(_host.Layout.Volumes));
    }

    [Fact]
    public void A_volume_without_a_name_gets_64_random_digits()
    {
        var volume = _store.Create(new VolumeCreateRequest { Anonymous = true });

        Assert.Equal(64, volume.Name.Length);
        Assert.True(volume.Name.All(char.IsAsciiHexDigitLower));
        Assert.True(_store.Resolve(volume.Name[..10]).Anonymous);
    }

    [Theory]
    [InlineData("../evil")]
    [InlineData("a/b")]
    [InlineData(".staging-1")]
    [InlineData("")]
    public void A_name_that_breaks_the_rule_is_refused(string name)
    {
        var error = Assert.Throws<GantryException>(() => _store.Create(new VolumeCreateRequest { Name = name }));

        Assert.Equal(ErrorCode.Invalid, error.Code);
        Assert.False(Directory.Exists(_host.Layout.Volumes));
    }

    [Fact]
    public void A_taken_name_is_refused_and_leaves_no_folder()
    {
        _store.Create(new VolumeCreateRequest { Name = "data" });

        var error = Assert.Throws<GantryException>(() => _store.Create(new VolumeCreateRequest { Name = "data" }));

        Assert.Equal(ErrorCode.AlreadyExists, error.Code);
        Assert.Equal("volume with name data already exists: volume already exists", error.Message);
        Assert.Single(Directory.EnumerateFileSystemEntries(_host.Layout.Volumes));
    }

    [Fact]
    public void An_unknown_driver_is_refused()
    {
        var error = Assert.Throws<GantryException>(
            () => _store.Create(new VolumeCreateRequest { Name = "data", Driver = "foo" }));

        Assert.Equal(ErrorCode.Incompatible, error.Code);
        Assert.StartsWith("volume data uses volume plugin foo", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_nowhere_or_not_clear_is_refused_in_Podmans_words()
    {
        _store.Create(new VolumeCreateRequest { Name = "data1" });
        _store.Create(new VolumeCreateRequest { Name = "data2" });

        var missing = Assert.Throws<GantryException>(() => _store.Resolve("x"));
        var unclear = Assert.Throws<GantryException>(() => _store.Resolve("data"));

        Assert.Equal("no volume with name \"x\" found: no such volume", missing.Message);
        Assert.Equal("more than one result for volume name \"data\": volume already exists", unclear.Message);
    }

    [Fact]
    public async Task A_staged_volume_is_unseen_until_published()
    {
        using var stage = await _store.StageAsync(new VolumeCreateRequest { Name = "data" }, CancellationToken.None);
        File.WriteAllText(Path.Join(stage.DataPath, "a"), "x");
        Assert.Null(_store.Find("data"));
        Assert.False(Directory.Exists(Path.Join(_host.Layout.Volumes, "data")));

        var volume = stage.Publish();

        Assert.Equal("x", File.ReadAllText(Path.Join(volume.MountPoint, "a")));
        Assert.False(_store.Find("data")!.NeedsCopyUp);
        Assert.False(Directory.Exists(stage.StagingDirectory));
    }

    [Fact]
    public async Task A_stage_that_is_not_published_leaves_nothing()
    {
        using (var stage = await _store.StageAsync(new VolumeCreateRequest { Name = "data" }, CancellationToken.None))
        {
            File.WriteAllText(Path.Join(stage.DataPath, "a"), "x");
        }

        Assert.Empty(Directory.EnumerateFileSystemEntries(_host.Layout.Volumes));
    }

    [Fact]
    public async Task A_stage_whose_name_was_taken_meanwhile_harms_nobody()
    {
        using var stage = await _store.StageAsync(new VolumeCreateRequest { Name = "data" }, CancellationToken.None);
        var winner = _store.Create(new VolumeCreateRequest { Name = "data" });
        File.WriteAllText(Path.Join(winner.MountPoint, "theirs"), "x");

        var error = Assert.Throws<GantryException>(() => stage.Publish());

        Assert.Equal(ErrorCode.AlreadyExists, error.Code);
        Assert.True(File.Exists(Path.Join(winner.MountPoint, "theirs")));
    }

    [Fact]
    public void A_folder_with_files_that_is_not_on_record_is_not_touched()
    {
        var data = _host.Layout.VolumeData("data");
        Directory.CreateDirectory(data);
        File.WriteAllText(Path.Join(data, "precious"), "x");

        var error = Assert.Throws<GantryException>(() => _store.Create(new VolumeCreateRequest { Name = "data" }));

        Assert.Equal(ErrorCode.AlreadyExists, error.Code);
        Assert.Null(_store.Find("data"));
        Assert.True(File.Exists(Path.Join(data, "precious")));
        Assert.Single(Directory.EnumerateFileSystemEntries(_host.Layout.Volumes));
    }

    [Fact]
    public void What_a_process_left_that_died_while_creating_or_removing_gives_way()
    {
        Directory.CreateDirectory(_host.Layout.VolumeData("created"));
        var removed = Path.GetDirectoryName(_host.Layout.VolumeData("removed"))!;
        Directory.CreateDirectory(Path.Join(removed, "_data"));
        File.WriteAllText(Path.Join(removed, "_data", "old"), "x");
        File.WriteAllText(Path.Join(removed, ".removing"), "");

        _store.Create(new VolumeCreateRequest { Name = "created" });
        var again = _store.Create(new VolumeCreateRequest { Name = "removed" });

        Assert.Empty(Directory.EnumerateFileSystemEntries(again.MountPoint));
    }

    [Fact]
    public void A_volume_in_use_stays_and_its_users_are_named()
    {
        _store.Create(new VolumeCreateRequest { Name = "data" });
        var users = new[] { _host.Add("a", TemporaryHost.Spec("data")), _host.Add("b", TemporaryHost.Spec("data")) }
            .Select(c => c.Id.ToString()).Order(StringComparer.Ordinal).ToArray();

        var error = Assert.Throws<GantryException>(() => _store.Remove("data"));

        Assert.Equal(ErrorCode.InUse, error.Code);
        Assert.Equal(
            $"volume data is being used by the following container(s): {users[0]}, {users[1]}: volume is being used",
            error.Message);
        Assert.Equal(users, _store.UsedBy("data").Select(id => id.ToString()));
        Assert.Equal(["_data"], Directory.EnumerateFileSystemEntries(Path.Join(_host.Layout.Volumes, "data"))
            .Select(Path.GetFileName));
    }

    [Fact]
    public void Removing_deletes_content_and_may_be_repeated()
    {
        var volume = _store.Create(new VolumeCreateRequest { Name = "data" });
        File.WriteAllText(Path.Join(volume.MountPoint, "a"), "x");

        _store.Remove("data");
        _store.Remove("data");

        Assert.Empty(_store.List());
        Assert.Empty(Directory.EnumerateFileSystemEntries(_host.Layout.Volumes));
    }

    [Fact]
    public void Pruning_removes_what_is_unused_and_accepted_and_rubbish()
    {
        _store.Create(new VolumeCreateRequest { Name = "used" });
        _store.Create(new VolumeCreateRequest { Name = "kept" });
        _store.Create(new VolumeCreateRequest { Name = "gone" });
        _host.Add("a", TemporaryHost.Spec("used"));
        Directory.CreateDirectory(Path.Join(_host.Layout.Volumes, ".staging-1-1-0123456789ab", "_data"));

        var removed = _store.Prune(volume => volume.Name != "kept");

        Assert.Equal(["gone"], removed.Select(v => v.Name));
        Assert.Equal(["kept", "used"], _store.List().Select(v => v.Name));
        Assert.Equal(2, Directory.EnumerateFileSystemEntries(_host.Layout.Volumes).Count());
    }

    [Fact]
    public async Task Pruning_leaves_a_stage_of_a_living_process_alone()
    {
        using var stage = await _store.StageAsync(new VolumeCreateRequest { Name = "data" }, CancellationToken.None);

        _store.Prune(_ => true);

        Assert.True(Directory.Exists(stage.DataPath));
    }

    [Fact]
    public async Task What_is_exported_can_be_imported()
    {
        var from = _store.Create(new VolumeCreateRequest { Name = "from" });
        var to = _store.Create(new VolumeCreateRequest { Name = "to" });
        Directory.CreateDirectory(Path.Join(from.MountPoint, "d"));
        File.WriteAllText(Path.Join(from.MountPoint, "d", "a"), "content");
        using var tar = new MemoryStream();

        await _store.ExportAsync("from", tar, CancellationToken.None);
        tar.Position = 0;
        await _store.ImportAsync("to", tar, CancellationToken.None);

        Assert.Equal("content", File.ReadAllText(Path.Join(to.MountPoint, "d", "a")));
    }

    [Fact]
    public async Task An_empty_volume_receives_the_images_content_once()
    {
        var rootfs = Rootfs();
        File.WriteAllText(Path.Join(rootfs, "srv", "data", "a"), "image");
        File.SetUnixFileMode(Path.Join(rootfs, "srv", "data"), (UnixFileMode)Convert.ToInt32("750", 8));
        var volume = _store.Create(new VolumeCreateRequest { Name = "data" });

        await CopyUpAsync(volume, rootfs, "/srv/data");
        File.Delete(Path.Join(volume.MountPoint, "a"));
        await CopyUpAsync(_store.Find("data")!, rootfs, "/srv/data");
        await CopyUpAsync(volume, rootfs, "/srv/data");

        Assert.Empty(Directory.EnumerateFileSystemEntries(volume.MountPoint));
        Assert.Equal(Convert.ToInt32("750", 8), (int)File.GetUnixFileMode(volume.MountPoint));
        Assert.False(_store.Find("data")!.NeedsCopyUp);
    }

    [Fact]
    public async Task The_images_content_arrives_whole()
    {
        var rootfs = Rootfs();
        var source = Path.Join(rootfs, "srv", "data");
        Directory.CreateDirectory(Path.Join(source, "deep", "er"));
        File.WriteAllBytes(Path.Join(source, "deep", "er", "big"), new byte[300_000]);
        File.CreateSymbolicLink(Path.Join(source, "link"), "/etc/passwd");
        var volume = _store.Create(new VolumeCreateRequest { Name = "data" });

        await CopyUpAsync(volume, rootfs, "/srv/data");

        Assert.Equal(300_000, new FileInfo(Path.Join(volume.MountPoint, "deep", "er", "big")).Length);
        Assert.Equal("/etc/passwd", new FileInfo(Path.Join(volume.MountPoint, "link")).LinkTarget);
        Assert.Equal(
            ["_data"],
            Directory.EnumerateFileSystemEntries(Path.Join(_host.Layout.Volumes, "data")).Select(Path.GetFileName));
    }

    [Fact]
    public async Task A_link_in_the_image_does_not_lead_out_of_it()
    {
        var rootfs = Rootfs();
        Directory.CreateDirectory(Path.Join(_host.Folder, "secret"));
        File.WriteAllText(Path.Join(_host.Folder, "secret", "key"), "x");
        File.CreateSymbolicLink(Path.Join(rootfs, "out"), Path.Join(_host.Folder, "secret"));
        var volume = _store.Create(new VolumeCreateRequest { Name = "data" });

        await CopyUpAsync(volume, rootfs, "/out");

        Assert.Empty(Directory.EnumerateFileSystemEntries(volume.MountPoint));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Nocopy_leaves_the_content_out_and_takes_the_mode(bool inTheMount)
    {
        var rootfs = Rootfs();
        File.WriteAllText(Path.Join(rootfs, "srv", "data", "a"), "image");
        File.SetUnixFileMode(Path.Join(rootfs, "srv", "data"), (UnixFileMode)Convert.ToInt32("700", 8));
        var volume = _store.Create(new VolumeCreateRequest
        {
            Name = "data",
            Options = inTheMount ? new Dictionary<string, string>() : new() { ["nocopy"] = "" },
        });

        await CopyUpAsync(volume, rootfs, "/srv/data", inTheMount ? ["nocopy"] : []);

        Assert.Empty(Directory.EnumerateFileSystemEntries(volume.MountPoint));
        Assert.Equal(Convert.ToInt32("700", 8), (int)File.GetUnixFileMode(volume.MountPoint));
    }

    [Fact]
    public async Task A_volume_with_content_keeps_it()
    {
        var rootfs = Rootfs();
        File.WriteAllText(Path.Join(rootfs, "srv", "data", "a"), "image");
        var volume = _store.Create(new VolumeCreateRequest { Name = "data" });
        File.WriteAllText(Path.Join(volume.MountPoint, "mine"), "x");

        await CopyUpAsync(volume, rootfs, "/srv/data");

        Assert.Equal(["mine"], Directory.EnumerateFileSystemEntries(volume.MountPoint).Select(Path.GetFileName));
    }

    [Fact]
    public async Task A_copy_that_was_cut_short_begins_anew()
    {
        var rootfs = Rootfs();
        File.WriteAllText(Path.Join(rootfs, "srv", "data", "a"), "image");
        var volume = _store.Create(new VolumeCreateRequest { Name = "data" });
        var half = Path.Join(_host.Layout.Volumes, "data", ".copy-up");
        Directory.CreateDirectory(half);
        File.WriteAllText(Path.Join(half, "half"), "x");

        await CopyUpAsync(volume, rootfs, "/srv/data");

        Assert.Equal(["a"], Directory.EnumerateFileSystemEntries(volume.MountPoint).Select(Path.GetFileName));
    }

    [Fact]
    public void Replaced_content_can_be_put_back_any_number_of_times()
    {
        var former = _store.Create(new VolumeCreateRequest { Name = "data" });
        File.WriteAllText(Path.Join(former.MountPoint, "old"), "old");
        var aside = _store.AsideFolder("data", ContainerId.NewRandom());
        var stage = _store.StageReplacement("data");
        File.WriteAllText(Path.Join(stage.DataPath, "new"), "new");

        stage.PublishOver(aside);
        var between = Directory.EnumerateFiles(former.MountPoint).Select(Path.GetFileName).ToList();
        _store.PutBack(former, aside);
        _store.PutBack(former, aside);

        Assert.Equal(["new"], between);
        Assert.Equal(["old"], Directory.EnumerateFiles(former.MountPoint).Select(Path.GetFileName));
        Assert.True(_store.Find("data")!.NeedsCopyUp);
        Assert.Single(Directory.EnumerateFileSystemEntries(_host.Layout.Volumes));
    }

    private string Rootfs()
    {
        var rootfs = Path.Join(_host.Folder, "rootfs");
        Directory.CreateDirectory(Path.Join(rootfs, "srv", "data"));
        return rootfs;
    }

    private Task CopyUpAsync(Volume volume, string rootfs, string destination, params string[] options) =>
        _store.CopyUpAsync(
            volume,
            new VolumeMount { Name = volume.Name, Destination = destination, Options = options },
            rootfs,
            Me,
            CancellationToken.None);
}
