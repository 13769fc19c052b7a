using Gantry.Engine.Model;
using Gantry.Engine.Model.Images;
using Gantry.Engine.Storage.Images;
using Gantry.Engine.Tests.Storage.Trees;

namespace Gantry.Engine.Tests.Storage.Images;

public sealed class SharedImagesTests : IDisposable
{
    private readonly TemporaryImages _library = new();

    public void Dispose() => _library.Dispose();

    [RootFact]
    public async Task Images_of_another_store_are_found_listed_and_used_but_not_removed()
    {
        var image = await LoadAsync(_library, "registry.test/app:1", "lower", "upper");
        using var host = new TemporaryImages(shared: [_library.Layout.Root]);
        var own = await LoadAsync(host, "registry.test/own:1", "own");

        Assert.Equal(image.Id, host.Store.Resolve("registry.test/app:1").Id);
        Assert.Equal(image.Id, host.Store.Resolve(image.Id.Hex[..8]).Id);
        Assert.Equal(image.Id, (await host.PullAsync("registry.test/app:1")).Id);
        Assert.Equal(
            new[] { image.Id.Hex, own.Id.Hex }.Order(StringComparer.Ordinal),
            host.Store.List().Select(one => one.Id.Hex).Order(StringComparer.Ordinal));
        Assert.Equal(2, host.Store.Describe(image).DiffIds.Count);
        Assert.All(
            host.Store.LayerDirectories(image),
            folder => Assert.StartsWith(_library.Layout.Layers, folder, StringComparison.Ordinal));
        var error = await Assert.ThrowsAsync<GantryException>(
            () => host.Store.RemoveAsync("registry.test/app:1", force: true, CancellationToken.None));
        Assert.Contains("cannot remove read-only image", error.Message, StringComparison.Ordinal);
        await host.Store.PruneAsync(all: true, null, CancellationToken.None);
        Assert.Equal([image.Id], host.Store.List().Select(one => one.Id));
        Assert.True(Directory.Exists(_library.Store.LayerDirectories(image)[0]));
    }

    [RootFact]
    public async Task A_name_given_here_is_ours_and_goes_without_the_image()
    {
        var image = await LoadAsync(_library, "registry.test/app:1", "only");
        using var host = new TemporaryImages(shared: [_library.Layout.Root]);

        await host.Store.TagAsync("registry.test/app:1", "mine:2", CancellationToken.None);
        var names = host.Store.List().Single().Names;
        await host.Store.RemoveAsync("mine:2", force: false, CancellationToken.None);

        Assert.Equal(["localhost/mine:2", "registry.test/app:1"], names.Order(StringComparer.Ordinal));
        Assert.Equal(["registry.test/app:1"], host.Store.List().Single().Names);
        Assert.Equal(["registry.test/app:1"], _library.Store.List().Single().Names);
        Assert.True(Directory.Exists(_library.Store.LayerDirectories(image)[0]));
    }

    [RootFact]
    public async Task The_same_image_loaded_here_too_is_one_image_with_layers_of_its_own()
    {
        await LoadAsync(_library, "registry.test/app:1", "only");
        using var host = new TemporaryImages(shared: [_library.Layout.Root]);

        var image = await LoadAsync(host, "registry.test/app:1", "only");

        Assert.Single(host.Store.List());
        Assert.StartsWith(host.Layout.Layers, host.Store.LayerDirectories(image)[0], StringComparison.Ordinal);
    }

    [RootFact]
    public void A_store_that_is_missing_is_refused_and_an_empty_one_has_no_images()
    {
        var empty = Directory.CreateDirectory(Path.Join(_library.Folder.Path, "empty")).FullName;

        var error = Assert.Throws<GantryException>(() => new SharedImages([empty + "/no"]));
        using var shared = new SharedImages([empty]);

        Assert.Contains("can't stat imageStore dir", error.Message, StringComparison.Ordinal);
        Assert.Empty(shared.Tables);
        Assert.Empty(Directory.EnumerateFileSystemEntries(empty));
    }

    private static async Task<Image> LoadAsync(TemporaryImages host, string name, params string[] files)
    {
        List<byte[]> layers = [];
        foreach (var file in files)
        {
            layers.Add(await TemporaryImages.LayerAsync(t => t.File(file, file)));
        }

        return Assert.Single(await host.LoadAsync(await TemporaryImages.DockerArchiveAsync(name, [.. layers]))).Image;
    }
}
