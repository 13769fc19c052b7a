using Gantry.Engine.Model;
using Gantry.Engine.Model.Images;
using Gantry.Engine.Tests.Storage.Trees;
using Gantry.Engine.Tools;
using Gantry.Linux;

namespace Gantry.Engine.Tests.Storage.Images;

public sealed class ImageStoreImportTests : IDisposable
{
    private readonly TemporaryImages _host = new();

    public void Dispose() => _host.Dispose();

    [RootFact]
    public async Task A_root_file_system_becomes_an_image_with_the_changes()
    {
        var tar = await TemporaryImages.LayerAsync(t => t.Directory("bin").File("bin/app", "#!"));

        var image = await ImportAsync(tar, "app:1", "CMD [\"/bin/app\"]", "ENV A=1", "LABEL k=v");

        Assert.Equal(["localhost/app:1"], image.Names);
        Assert.Equal(["/bin/app"], image.Config.Command);
        Assert.Equal(["A=1"], image.Config.Environment);
        Assert.Equal("v", image.Config.Labels["k"]);
        Assert.Equal(Machine.Architecture, image.Config.Architecture);
        Assert.Equal([Digest.Of(tar)], image.Layers);
        Assert.Equal("imported from tarball", _host.Store.Describe(image).Comment);
        Assert.Equal("#!", await File.ReadAllTextAsync(Path.Join(_host.Store.LayerDirectories(image)[0], "bin/app")));
    }

    [RootFact]
    public async Task Message_architecture_and_system_are_taken()
    {
        var tar = await TemporaryImages.LayerAsync(t => t.File("a"));

        var image = await _host.Store.ImportAsync(
            new ImageImportRequest
            {
                Archive = new MemoryStream(tar),
                Message = "from the attic",
                Architecture = "arm64",
                OperatingSystem = "plan9",
            },
            null,
            CancellationToken.None);

        Assert.Empty(image.Names);
        Assert.Equal("arm64", image.Config.Architecture);
        Assert.Equal("plan9", image.Config.OperatingSystem);
        Assert.Equal("from the attic", _host.Store.Describe(image).Comment);
    }

    [RootFact]
    public async Task A_tar_that_xz_compressed_is_imported_and_a_truncated_one_is_not()
    {
        var path = _host.Folder.Write("rootfs.tar", "");
        await File.WriteAllBytesAsync(path, await TemporaryImages.LayerAsync(t => t.File("a", "hello")));
        await ToolRunner.RequireAsync(ToolLocator.Default.Find("xz"), [path], CancellationToken.None);
        var compressed = await File.ReadAllBytesAsync(path + ".xz");

        var image = await ImportAsync(compressed, "x");
        var error = await Assert.ThrowsAsync<GantryException>(() => ImportAsync(compressed[..^8], "y"));

        Assert.Equal("hello", await File.ReadAllTextAsync(Path.Join(_host.Store.LayerDirectories(image)[0], "a")));
        Assert.Equal(ErrorCode.Invalid, error.Code);
        Assert.Null(_host.Store.Find("y"));
    }

    [Fact]
    public async Task A_bad_name_or_change_is_refused_before_the_archive_is_read()
    {
        var archive = new MemoryStream([1, 2, 3]);

        await Assert.ThrowsAsync<GantryException>(() => _host.Store.ImportAsync(
            new ImageImportRequest { Archive = archive, Reference = "UPPER" }, null, CancellationToken.None));
        await Assert.ThrowsAsync<GantryException>(() => _host.Store.ImportAsync(
            new ImageImportRequest { Archive = archive, Changes = ["RUN x"] }, null, CancellationToken.None));

        Assert.Equal(0, archive.Position);
        Assert.Empty(_host.Remains);
    }

    [RootFact]
    public async Task What_is_no_tar_is_refused_and_leaves_nothing()
    {
        byte[] garbage = [.. Enumerable.Repeat((byte)7, 4096)];

        var error = await Assert.ThrowsAsync<GantryException>(() => ImportAsync(garbage, "x"));

        Assert.Equal(ErrorCode.Invalid, error.Code);
        Assert.Empty(_host.Remains);
    }

    private Task<Image> ImportAsync(byte[] tar, string name, params string[] changes) =>
        _host.Store.ImportAsync(
            new ImageImportRequest { Archive = new MemoryStream(tar), Reference = name, Changes = changes },
            null,
            CancellationToken.None);
}
