using Gantry.Engine.Model;
using Gantry.Engine.Model.Images;
using Gantry.Engine.Tests.Storage.Trees;

namespace Gantry.Engine.Tests.Storage.Images;

public sealed class ImageStoreSaveTests : IDisposable
{
    private readonly TemporaryImages _host = new();
    private readonly TemporaryImages _other = new();

    public void Dispose()
    {
        _host.Dispose();
        _other.Dispose();
    }

    [RootTheory]
    [InlineData(ImageSaveFormat.DockerArchive)]
    [InlineData(ImageSaveFormat.OciArchive)]
    [InlineData(ImageSaveFormat.OciDirectory)]
    public async Task A_saved_image_is_the_same_image_elsewhere(ImageSaveFormat format)
    {
        var image = await LoadAsync("registry.test/app:1", "lower", "upper");
        var path = Path.Join(_host.Folder.Path, "saved");

        await _host.Store.SaveAsync(Request(format, path, "registry.test/app:1"), CancellationToken.None);
        var loaded = Assert.Single(await _other.LoadAsync(path)).Image;

        Assert.Equal(image.Id, loaded.Id);
        Assert.Equal(["registry.test/app:1"], loaded.Names);
        Assert.Equal(image.Layers, loaded.Layers);
        Assert.Equal(
            "upper", await File.ReadAllTextAsync(Path.Join(_other.Store.LayerDirectories(loaded)[0], "upper")));
    }

    [RootTheory]
    [InlineData("docker-archive", ImageSaveFormat.DockerArchive)]
    [InlineData("oci-archive", ImageSaveFormat.OciArchive)]
    [InlineData("oci", ImageSaveFormat.OciDirectory)]
    public async Task Skopeo_reads_what_was_saved(string transport, ImageSaveFormat format)
    {
        var image = await LoadAsync("registry.test/app:1", "only");
        var path = Path.Join(_host.Folder.Path, "saved");
        var copy = Path.Join(_host.Folder.Path, "copy");

        await _host.Store.SaveAsync(Request(format, path, "registry.test/app:1"), CancellationToken.None);
        await TemporaryImages.SkopeoAsync("--insecure-policy", "copy", "--quiet", $"{transport}:{path}", $"dir:{copy}");

        Assert.True(File.Exists(Path.Join(copy, image.Id.Hex)), "the config has the image's id");
    }

    [RootFact]
    public async Task Several_images_share_their_layers_and_an_image_may_get_more_names()
    {
        var first = await LoadAsync("registry.test/a:1", "same", "one");
        var second = await LoadAsync("registry.test/b:1", "same", "two");
        var path = Path.Join(_host.Folder.Path, "saved");
        var request = new ImageSaveRequest
        {
            Images = [new SavedImage("registry.test/a:1", ["extra:2"]), new SavedImage(second.Id.Hex, [])],
            Format = ImageSaveFormat.DockerArchive,
            Destination = new ImageDestination.ToPath(path),
        };

        await _host.Store.SaveAsync(request, CancellationToken.None);
        var loaded = await _other.LoadAsync(path);

        Assert.Equal([first.Id, second.Id], loaded.Select(one => one.Image.Id));
        Assert.Equal(["registry.test/a:1", "localhost/extra:2"], loaded[0].Names);
        Assert.Empty(loaded[1].Names);
    }

    [RootFact]
    public async Task What_cannot_be_saved_leaves_no_file()
    {
        await LoadAsync("registry.test/a:1", "same");
        var folder = Directory.CreateDirectory(Path.Join(_host.Folder.Path, "full")).FullName;
        await File.WriteAllTextAsync(Path.Join(folder, "file"), "here first");

        await RefusedAsync(ErrorCode.NotFound, ImageSaveFormat.OciArchive, Path.Join(folder, "x"), "nope");
        await RefusedAsync(ErrorCode.AlreadyExists, ImageSaveFormat.OciDirectory, folder, "registry.test/a:1");
        await RefusedAsync(ErrorCode.Invalid, ImageSaveFormat.DockerArchive, folder, "registry.test/a:1");
        await RefusedAsync(
            ErrorCode.ToolFailed, ImageSaveFormat.DockerArchive, Path.Join(folder, "no", "x"), "registry.test/a:1");

        Assert.Equal([Path.Join(folder, "file")], Directory.EnumerateFileSystemEntries(folder));
    }

    private static ImageSaveRequest Request(ImageSaveFormat format, string path, string image) => new()
    {
        Images = [new SavedImage(image, [])],
        Format = format,
        Destination = new ImageDestination.ToPath(path),
    };

    private async Task RefusedAsync(ErrorCode code, ImageSaveFormat format, string path, string image)
    {
        var error = await Assert.ThrowsAsync<GantryException>(
            () => _host.Store.SaveAsync(Request(format, path, image), CancellationToken.None));
        Assert.Equal(code, error.Code);
    }

    private async Task<Image> LoadAsync(string name, params string[] files)
    {
        List<byte[]> layers = [];
        foreach (var file in files)
        {
            layers.Add(await TemporaryImages.LayerAsync(t => t.File(file, file)));
        }

        return Assert.Single(await _host.LoadAsync(await TemporaryImages.DockerArchiveAsync(name, [.. layers]))).Image;
    }
}
