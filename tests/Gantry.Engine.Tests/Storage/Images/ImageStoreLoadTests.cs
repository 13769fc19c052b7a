using Gantry.Engine.Archive;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Checkpoints;
using Gantry.Engine.Model.Images;
using Gantry.Engine.Storage.Images;
using Gantry.Engine.Tests.Storage.Trees;

namespace Gantry.Engine.Tests.Storage.Images;

public sealed class ImageStoreLoadTests : IDisposable
{
    private readonly TemporaryImages _host = new();

    public void Dispose() => _host.Dispose();

    [FixtureFact]
    public async Task A_docker_archive_keeps_the_image_id_that_checkpoints_name()
    {
        var loaded = await _host.LoadAsync(FixtureImage.Archive!);

        var image = Assert.Single(loaded).Image;
        Assert.Equal(FixtureImage.Id, image.Id);
        Assert.Equal([FixtureImage.Name], image.Names);
        Assert.Equal(["/bin/app"], image.Config.Command);
        Assert.Equal("amd64", image.Config.Architecture);
        Assert.Equal(image, _host.Store.Find("fixture:1"), ById);
        Assert.Equal(image, _host.Store.Find("4ee59ed"), ById);
        Assert.Equal(image, _host.Store.Find(FixtureImage.Id.ToString()), ById);
        var files = Assert.Single(_host.Store.LayerDirectories(image));
        Assert.True(File.Exists(Path.Join(files, "bin/busybox")));
        Assert.Equal("busybox", new FileInfo(Path.Join(files, "bin/gzip")).LinkTarget);
        Assert.DoesNotContain(_host.Remains, path => path.Contains("partial", StringComparison.Ordinal));
    }

    [FixtureFact]
    public async Task The_root_has_the_mode_it_has_under_Podman()
    {
        var image = (await _host.LoadAsync(FixtureImage.Archive!))[0].Image;

        var mode = File.GetUnixFileMode(_host.Store.LayerDirectories(image)[0]);

        Assert.Equal((UnixFileMode)0x16D, mode);
    }

    [FixtureFact]
    public async Task All_forms_that_skopeo_writes_give_the_same_image()
    {
        var plain = await FixtureImage.UnzipAsync(Path.Join(_host.Folder.Path, "plain.tar"));
        var (layout, archive, folder) = (Join("layout"), Join("oci.tar"), Join("dir"));
        await TemporaryImages.SkopeoAsync("copy", $"docker-archive:{plain}", $"oci:{layout}:v1");
        await TemporaryImages.SkopeoAsync(
            "copy", $"docker-archive:{plain}", $"oci-archive:{archive}:quay.example/app:2");
        await TemporaryImages.SkopeoAsync("copy", $"docker-archive:{plain}", $"dir:{folder}");

        var images = new List<LoadedImage>();
        foreach (var path in new[] { plain, layout, archive, folder })
        {
            images.AddRange(await _host.LoadAsync(path));
        }

        Assert.Equal(4, images.Count);
        Assert.All(images, loaded => Assert.Equal(FixtureImage.Id, loaded.Image.Id));
        Assert.Equal([], images[3].Names);
        Assert.Equal(
            [FixtureImage.Name, "localhost/v1:latest", "quay.example/app:2"], _host.Store.Resolve("v1").Names);
        Assert.Single(Directory.EnumerateDirectories(_host.Layout.Layers));
    }

    [FixtureFact]
    public async Task The_manifest_of_a_layout_is_kept()
    {
        var plain = await FixtureImage.UnzipAsync(Join("plain.tar"));
        await TemporaryImages.SkopeoAsync("copy", $"docker-archive:{plain}", $"oci:{Join("layout")}:v1");

        var image = (await _host.LoadAsync(Join("layout")))[0].Image;

        Assert.Equal(TemporaryImages.LayoutDigest(Join("layout")), image.ManifestDigest);
        var details = _host.Store.Describe(image);
        Assert.Equal([$"localhost/v1@{image.ManifestDigest}"], details.RepositoryDigests);
        Assert.Equal("imported from tarball", details.Comment);
        Assert.Single(details.DiffIds);
    }

    [RootFact]
    public async Task A_layer_that_two_images_have_is_stored_once()
    {
        var basis = await TemporaryImages.LayerAsync(tar => tar.File("a"));
        var one = await TemporaryImages.LayerAsync(tar => tar.File("b"));
        var two = await TemporaryImages.LayerAsync(tar => tar.File("c"));

        var first = await _host.LoadAsync(await TemporaryImages.DockerArchiveAsync("one", basis, one));
        var second = await _host.LoadAsync(await TemporaryImages.DockerArchiveAsync("two", basis, two));

        Assert.Equal(first[0].Image.Layers[0], second[0].Image.Layers[0]);
        Assert.Equal(3, Directory.EnumerateDirectories(_host.Layout.Layers).Count());
        Assert.Equal(["docker.io/library/one:latest"], first[0].Names);
    }

    [RootFact]
    public async Task Whiteouts_and_opaque_folders_hide_what_is_below()
    {
        var lower = await TemporaryImages.LayerAsync(tar => tar
            .Directory("d").File("d/gone").File("d/kept").Directory("o").File("o/hidden").File("replaced", "old"));
        var upper = await TemporaryImages.LayerAsync(tar => tar
            .Directory("d").File("d/.wh.gone", "").Directory("o").File("o/.wh..wh..opq", "").File("o/new")
            .File("replaced", "new").HardLink("linked", "replaced"));
        var image = (await _host.LoadAsync(await TemporaryImages.DockerArchiveAsync("x", lower, upper)))[0].Image;

        var merged = _host.Folder.MountOverlay(_host.Store.LayerDirectories(image));

        Assert.Equal(["kept"], Names(Path.Join(merged, "d")));
        Assert.Equal(["new"], Names(Path.Join(merged, "o")));
        Assert.Equal("new", await File.ReadAllTextAsync(Path.Join(merged, "linked")));
    }

    [RootFact]
    public async Task A_layer_that_occurs_twice_in_an_image_is_fine()
    {
        var layer = await TemporaryImages.LayerAsync(tar => tar.File("a"));

        var image = (await _host.LoadAsync(await TemporaryImages.DockerArchiveAsync("x", layer, layer)))[0].Image;

        Assert.Equal(2, image.Layers.Distinct().Count());
        Assert.Equal(2, _host.Store.LayerDirectories(image).Count(Directory.Exists));
    }

    [RootFact]
    public async Task A_layer_in_a_docker_archive_may_be_compressed()
    {
        var layer = await TemporaryImages.LayerAsync(tar => tar.File("a", "hello"));
        var archive = await TemporaryImages.DockerArchiveAsync("x", [Digest.Of(layer)], [await GzipAsync(layer)]);

        var image = (await _host.LoadAsync(archive))[0].Image;

        Assert.Equal("hello", await File.ReadAllTextAsync(Path.Join(_host.Store.LayerDirectories(image)[0], "a")));
    }

    [RootFact]
    public async Task A_layer_that_is_not_what_the_config_names_is_refused_and_leaves_nothing()
    {
        var layer = await TemporaryImages.LayerAsync(tar => tar.File("a"));
        var archive = await TemporaryImages.DockerArchiveAsync("x", [Digest.Of("other"u8)], [layer]);

        var error = await Assert.ThrowsAsync<GantryException>(() => _host.LoadAsync(archive));

        Assert.Equal(ErrorCode.Invalid, error.Code);
        Assert.Contains("digest", error.Message, StringComparison.Ordinal);
        Assert.Empty(_host.Remains);
        Assert.Empty(_host.Store.List());
    }

    [FixtureFact]
    public async Task A_blob_of_a_layout_that_was_changed_is_refused_and_leaves_nothing()
    {
        var plain = await FixtureImage.UnzipAsync(Join("plain.tar"));
        await TemporaryImages.SkopeoAsync("copy", $"docker-archive:{plain}", $"oci:{Join("layout")}:v1");
        var largest = new DirectoryInfo(Join("layout/blobs/sha256")).EnumerateFiles().MaxBy(file => file.Length)!;
        await File.AppendAllTextAsync(largest.FullName, "x");

        var error = await Assert.ThrowsAsync<GantryException>(() => _host.LoadAsync(Join("layout")));

        Assert.Equal(ErrorCode.Invalid, error.Code);
        Assert.Empty(_host.Remains);
    }

    [FixtureFact]
    public async Task A_truncated_archive_is_refused_wherever_it_ends()
    {
        var whole = await File.ReadAllBytesAsync(await FixtureImage.UnzipAsync(Join("plain.tar")));
        foreach (var length in new[] { 0, 100, 600, whole.Length / 2, whole.Length - 10_000 })
        {
            var error = await Assert.ThrowsAsync<GantryException>(
                () => _host.LoadAsync(new MemoryStream(whole, 0, length)));

            Assert.Equal(ErrorCode.Invalid, error.Code);
            Assert.Empty(_host.Remains);
        }
    }

    [FixtureFact]
    public async Task A_truncated_gzip_stream_is_refused()
    {
        var whole = await File.ReadAllBytesAsync(FixtureImage.Archive!);

        var error = await Assert.ThrowsAsync<GantryException>(
            () => _host.LoadAsync(new MemoryStream(whole, 0, whole.Length - 4)));

        Assert.Equal(ErrorCode.Invalid, error.Code);
        Assert.Empty(_host.Remains);
    }

    [RootFact]
    public async Task Layers_that_reach_outside_are_refused_and_leave_nothing()
    {
        var target = Directory.CreateDirectory(Join("outside")).FullName;
        byte[][] hostile =
        [
            await TemporaryImages.LayerAsync(tar => tar.File("../../escaped")),
            await TemporaryImages.LayerAsync(tar => tar.HardLink("link", "../../../gantry.db")),
            await TemporaryImages.LayerAsync(tar => tar.File("a/../../b")),
        ];
        foreach (var layer in hostile)
        {
            var archive = await TemporaryImages.DockerArchiveAsync("x", layer);

            var error = await Assert.ThrowsAsync<GantryException>(() => _host.LoadAsync(archive));

            Assert.Equal(ErrorCode.Invalid, error.Code);
            Assert.Empty(_host.Remains);
            Assert.Empty(Directory.EnumerateFileSystemEntries(target));
        }
    }

    [RootFact]
    public async Task A_link_out_of_a_layer_stays_inside()
    {
        var target = Directory.CreateDirectory(Join("outside")).FullName;
        var layer = await TemporaryImages.LayerAsync(tar => tar.Symlink("way", target).File("way/file"));

        await Record.ExceptionAsync(
            async () => await _host.LoadAsync(await TemporaryImages.DockerArchiveAsync("x", layer)));

        Assert.Empty(Directory.EnumerateFileSystemEntries(target));
    }

    [Fact]
    public async Task An_archive_of_something_else_is_refused()
    {
        var archive = await TemporaryImages.TarAsync(("readme", "hello"u8.ToArray()));

        var error = await Assert.ThrowsAsync<GantryException>(() => _host.LoadAsync(archive));

        Assert.Contains("payload does not match any of the supported", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_entry_that_occurs_twice_is_refused()
    {
        var archive = await TemporaryImages.TarAsync(
            ("manifest.json", "[]"u8.ToArray()), ("./manifest.json", "[]"u8.ToArray()));

        var error = await Assert.ThrowsAsync<GantryException>(() => _host.LoadAsync(archive));

        Assert.Contains("occurs twice", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_path_that_does_not_exist_is_not_found()
    {
        var error = await Assert.ThrowsAsync<GantryException>(() => _host.LoadAsync(Join("nothing")));

        Assert.Equal(ErrorCode.NotFound, error.Code);
    }

    [FixtureFact]
    public async Task Loading_the_same_image_several_times_at_once_is_safe()
    {
        var stores = Enumerable.Range(0, 4).Select(_ => _host.NewStore()).ToList();

        var loads = await Task.WhenAll(stores.Select(store => Task.Run(() => store.LoadAsync(
            new ImageSource.FromPath(FixtureImage.Archive!), null, CancellationToken.None))));

        Assert.All(loads, loaded => Assert.Equal(FixtureImage.Id, loaded[0].Image.Id));
        Assert.Single(_host.Store.List());
        Assert.Single(Directory.EnumerateDirectories(_host.Layout.Layers));
    }

    [RootFact]
    public async Task What_a_killed_load_left_is_swept_by_the_next_one()
    {
        var dead = Directory.CreateDirectory(Path.Join(_host.Layout.Layers, ".partial-1-1-abc")).FullName;
        await File.WriteAllTextAsync(Path.Join(dead, "half"), "x");
        var alive = StagingArea.Create(_host.Layout);
        var layer = await TemporaryImages.LayerAsync(tar => tar.File("a"));

        await _host.LoadAsync(await TemporaryImages.DockerArchiveAsync("x", layer));

        Assert.False(Directory.Exists(dead));
        Assert.True(Directory.Exists(alive.Files));
        alive.Dispose();
    }

    [RootFact]
    public async Task A_full_disk_is_told_and_leaves_nothing()
    {
        using var small = new TemporaryImages(sizeBytes: 24 << 20);
        var layer = await TemporaryImages.LayerAsync(tar => tar.File("a", new string('x', 20 << 20)));

        var error = await Assert.ThrowsAsync<GantryException>(
            async () => await small.LoadAsync(await TemporaryImages.DockerArchiveAsync("x", layer)));

        Assert.Equal(ErrorCode.NoSpace, error.Code);
        Assert.Empty(small.Remains);
    }

    [RootFact]
    public async Task A_layer_named_by_a_link_is_found_and_one_that_leads_out_is_refused()
    {
        var layer = await TemporaryImages.LayerAsync(tar => tar.File("a", "hello"));
        var image = (await _host.LoadAsync(await LinkedArchiveAsync(layer, "../real.tar")))[0].Image;
        var archive = await LinkedArchiveAsync(layer, "../../../etc/passwd");

        var error = await Assert.ThrowsAsync<GantryException>(() => _host.LoadAsync(archive));

        Assert.Equal([Digest.Of(layer)], image.Layers);
        Assert.Contains("leads out of the archive", error.Message, StringComparison.Ordinal);
    }

    [RootFact]
    public async Task A_layer_folder_without_a_record_is_replaced()
    {
        var layer = await TemporaryImages.LayerAsync(tar => tar.File("a"));
        Directory.CreateDirectory(Path.Join(_host.Layout.Layers, Digest.Of(layer).Hex, "diff", "stale"));

        var image = (await _host.LoadAsync(await TemporaryImages.DockerArchiveAsync("x", layer)))[0].Image;

        Assert.Equal(["a"], Names(_host.Store.LayerDirectories(image)[0]));
    }

    /// <summary>A docker-archive as old Dockers write them: the layer's entry is a link.</summary>
    private static async Task<MemoryStream> LinkedArchiveAsync(byte[] layer, string target)
    {
        var (config, manifest) = TemporaryImages.Documents("x", [Digest.Of(layer)], ["1/layer.tar"]);
        var tar = new MemoryStream();
        var writer = new TarWriter(tar);
        var file = new TarEntry { Name = "", Type = TarEntryType.RegularFile };
        (string, byte[])[] files = [("real.tar", layer), ("config.json", config), ("manifest.json", manifest)];
        foreach (var (name, content) in files)
        {
            await writer.WriteHeaderAsync(file with { Name = name, Size = content.Length }, CancellationToken.None);
            await writer.WriteContentAsync(content, CancellationToken.None);
        }

        var link = new TarEntry { Name = "1/layer.tar", Type = TarEntryType.Symlink, LinkName = target };
        await writer.WriteHeaderAsync(link, CancellationToken.None);
        await writer.FinishAsync(CancellationToken.None);
        tar.Position = 0;
        return tar;
    }

    private static bool ById(Image? expected, Image? actual) => expected?.Id == actual?.Id;

    private static string[] Names(string folder) =>
        [
            .. Directory.EnumerateFileSystemEntries(folder)
                .Select(path => Path.GetFileName(path)!)
                .Order(StringComparer.Ordinal),
        ];

    private static async Task<byte[]> GzipAsync(byte[] content)
    {
        var target = new MemoryStream();
        await using (var gzip = ArchiveStreams.Compress(target, new ArchiveCompression(CompressionFormat.Gzip)))
        {
            await gzip.WriteAsync(content);
        }

        return target.ToArray();
    }

    private string Join(string name) => Path.Join(_host.Folder.Path, name);
}
