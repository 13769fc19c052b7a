using Gantry.Engine.Model;
using Gantry.Engine.Model.Containers;
using Gantry.Engine.Model.Images;
using Gantry.Engine.State;
using Gantry.Engine.Tests.Storage.Trees;

namespace Gantry.Engine.Tests.Storage.Images;

public sealed class ImageStoreRemoveTests : IDisposable
{
    private readonly TemporaryImages _host = new();

    public void Dispose() => _host.Dispose();

    [RootFact]
    public async Task Removing_an_image_keeps_the_layers_that_another_one_uses()
    {
        var one = await LoadAsync("one", "b");
        var two = await LoadAsync("two", "c");

        var removal = await RemoveAsync("one");

        Assert.Equal(["docker.io/library/one:latest"], removal.Untagged);
        Assert.Equal(one.Id, removal.Deleted);
        Assert.True(removal.FreedBytes > 0);
        Assert.Null(_host.Store.Find("one"));
        Assert.All(_host.Store.LayerDirectories(two), path => Assert.True(Directory.Exists(path)));
        Assert.Equal(2, Directory.EnumerateDirectories(_host.Layout.Layers).Count());
        Assert.Equal(4, Directory.EnumerateFiles(_host.Layout.Blobs).Count());
    }

    [RootFact]
    public async Task Removing_the_last_image_leaves_nothing()
    {
        await LoadAsync("one", "b");

        await RemoveAsync("one");

        Assert.Empty(_host.Remains);
    }

    [RootFact]
    public async Task Removing_one_of_several_names_only_untags()
    {
        var image = await LoadAsync("one", "b");
        await _host.Store.TagAsync("one", "second:2", CancellationToken.None);

        var removal = await RemoveAsync("second:2");

        Assert.Equal(["localhost/second:2"], removal.Untagged);
        Assert.Null(removal.Deleted);
        Assert.Equal(image.Id, _host.Store.Resolve("one").Id);
    }

    [RootFact]
    public async Task An_id_with_several_names_needs_force()
    {
        var image = await LoadAsync("one", "b");
        await _host.Store.TagAsync("one", "second:2", CancellationToken.None);

        var error = await Assert.ThrowsAsync<GantryException>(() => RemoveAsync(image.Id.Hex));
        var removal = await RemoveAsync(image.Id.Hex[..12], force: true);

        Assert.Equal(ErrorCode.InUse, error.Code);
        Assert.Contains("by ID with more than one tag", error.Message, StringComparison.Ordinal);
        Assert.Equal(2, removal.Untagged.Count);
        Assert.Equal(image.Id, removal.Deleted);
    }

    [RootFact]
    public async Task An_image_with_a_container_stays_even_by_force()
    {
        var image = await LoadAsync("one", "b");
        var container = AddContainer(image);

        var error = await Assert.ThrowsAsync<GantryException>(() => RemoveAsync("one", force: true));
        var pruned = await _host.Store.PruneAsync(all: true, null, CancellationToken.None);

        Assert.Equal(ErrorCode.InUse, error.Code);
        Assert.StartsWith(
            $"image used by {container}: image is in use by a container", error.Message, StringComparison.Ordinal);
        Assert.Empty(pruned);
        Assert.All(_host.Store.LayerDirectories(image), path => Assert.True(Directory.Exists(path)));
    }

    [RootFact]
    public async Task Prune_removes_the_nameless_and_with_all_the_unused()
    {
        var nameless = await LoadAsync("one", "b");
        await _host.Store.UntagAsync("one", [], CancellationToken.None);
        var named = await LoadAsync("two", "c");

        var dangling = await _host.Store.PruneAsync(all: false, null, CancellationToken.None);
        var rest = await _host.Store.PruneAsync(all: true, null, CancellationToken.None);

        Assert.Equal([nameless.Id], dangling.Select(removal => removal.Deleted!.Value));
        Assert.Equal([named.Id], rest.Select(removal => removal.Deleted!.Value));
        Assert.Empty(_host.Remains);
    }

    [RootFact]
    public async Task A_name_that_is_loaded_again_moves_to_the_new_image()
    {
        var old = await LoadAsync("app", "b");

        var current = await LoadAsync("app", "c");

        Assert.Equal(current.Id, _host.Store.Resolve("app").Id);
        Assert.Empty(_host.Store.Resolve(old.Id.Hex).Names);
    }

    [RootFact]
    public async Task Only_a_name_of_the_image_can_be_untagged()
    {
        await LoadAsync("one", "b");
        await LoadAsync("two", "c");

        var error = await Assert.ThrowsAsync<GantryException>(
            () => _host.Store.UntagAsync("one", ["two"], CancellationToken.None));

        Assert.Equal("two: tag not known", error.Message);
        Assert.Single(_host.Store.Resolve("two").Names);
    }

    [RootFact]
    public async Task A_tag_with_a_digest_is_refused()
    {
        var image = await LoadAsync("one", "b");

        var error = await Assert.ThrowsAsync<GantryException>(
            () => _host.Store.TagAsync("one", $"x@{image.Id}", CancellationToken.None));

        Assert.Equal(ErrorCode.Invalid, error.Code);
    }

    [Theory]
    [InlineData("nothing")]
    [InlineData("sha256:0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("ab")]
    [InlineData("UPPER")]
    public void An_image_that_is_not_here_is_not_known(string name)
    {
        var error = Assert.Throws<GantryException>(() => _host.Store.Resolve(name));

        Assert.Equal(ErrorCode.NotFound, error.Code);
        Assert.Equal($"{name}: image not known", error.Message);
    }

    [RootFact]
    public async Task A_short_name_finds_an_image_of_any_registry_and_a_digest_its_manifest()
    {
        var image = await LoadAsync("quay.example/team/app:3", "b");

        Assert.Equal(image.Id, _host.Store.Find("app:3")?.Id);
        Assert.Equal(image.Id, _host.Store.Find("team/app:3")?.Id);
        Assert.Equal(image.Id, _host.Store.Find($"quay.example/team/app@{image.ManifestDigest}")?.Id);
        Assert.Null(_host.Store.Find("pp:3"));
        Assert.Null(_host.Store.Find("app"));
    }

    private async Task<Image> LoadAsync(string name, string file)
    {
        var basis = await TemporaryImages.LayerAsync(tar => tar.File("a"));
        var top = await TemporaryImages.LayerAsync(tar => tar.File(file));
        return (await _host.LoadAsync(await TemporaryImages.DockerArchiveAsync(name, basis, top)))[0].Image;
    }

    private Task<ImageRemoval> RemoveAsync(string name, bool force = false) =>
        _host.Store.RemoveAsync(name, force, CancellationToken.None);

    private ContainerId AddContainer(Image image)
    {
        var container = new Container
        {
            Id = ContainerId.NewRandom(),
            Name = "user",
            Created = DateTimeOffset.UnixEpoch,
            Spec = new ContainerSpec
            {
                ImageName = image.Names[0],
                RawImageName = image.Names[0],
                ImageId = image.Id,
                Runtime = "runc",
            },
        };
        new ContainerTable(_host.Database).Insert(container);
        return container.Id;
    }
}
