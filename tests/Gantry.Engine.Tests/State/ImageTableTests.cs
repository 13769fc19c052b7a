using Gantry.Engine.Model;
using Gantry.Engine.Model.Containers;
using Gantry.Engine.Model.Images;
using Gantry.Engine.State;

namespace Gantry.Engine.Tests.State;

public sealed class ImageTableTests : IDisposable
{
    private readonly TemporaryHost _host = new();
    private readonly ImageTable _images;

    public ImageTableTests()
    {
        _images = new ImageTable(_host.Database);
    }

    public void Dispose() => _host.Dispose();

    [Fact]
    public void An_image_comes_back_with_its_names_and_layers()
    {
        var image = Image("a") with { Names = ["localhost/a:1", "localhost/a:2"], Layers = [Digest.Of("l"u8)] };

        _images.Save(image);

        var found = _images.Find(image.Id)!;
        Assert.Equal(image.Names, found.Names);
        Assert.Equal(image.Layers, found.Layers);
        Assert.Equal(image.Id, _images.FindByName("localhost/a:2")!.Id);
        Assert.Null(_images.FindByName("localhost/a"));
    }

    [Fact]
    public void Saving_again_adds_names_and_keeps_the_others()
    {
        _images.Save(Image("a") with { Names = ["localhost/a:1"] });

        _images.Save(Image("a") with { Names = ["localhost/a:2"], SizeBytes = 5 });

        var found = _images.List().Single();
        Assert.Equal(["localhost/a:1", "localhost/a:2"], found.Names);
        Assert.Equal(5, found.SizeBytes);
    }

    [Fact]
    public void A_name_moves_to_the_image_that_is_tagged_last()
    {
        var (old, current) = (Image("old"), Image("new"));
        _images.Save(old with { Names = ["localhost/a:1"] });
        _images.Save(current);

        _images.Tag("localhost/a:1", current.Id);

        Assert.Equal(current.Id, _images.FindByName("localhost/a:1")!.Id);
        Assert.Empty(_images.Find(old.Id)!.Names);
    }

    [Fact]
    public void An_image_with_a_container_stays_on_record()
    {
        var image = Image("a");
        _images.Save(image);
        _host.Add("web", TemporaryHost.Spec() with { ImageId = image.Id });

        Assert.False(_images.DeleteUnused(image.Id));
        Assert.NotNull(_images.Find(image.Id));
    }

    [Fact]
    public async Task Removing_an_image_while_a_container_of_it_is_put_on_record_ends_with_both_or_neither()
    {
        using var other = StateDatabase.Open(_host.Layout.Database);
        var (images, containers) = (new ImageTable(other), new ContainerTable(other));
        for (var round = 0; round < 50; round++)
        {
            var image = Image($"round {round}");
            _images.Save(image);
            using var start = new Barrier(2);

            var removing = Task.Run(() =>
            {
                start.SignalAndWait();
                return _images.DeleteUnused(image.Id);
            });
            var creating = Task.Run(() =>
            {
                start.SignalAndWait();
                return TryInsert(containers, images, image.Id);
            });
            await Task.WhenAll(removing, creating);

            Assert.True(await removing != await creating);
            Assert.Equal(_images.Find(image.Id) is not null, _host.Containers.UsingImage(image.Id).Count == 1);
        }
    }

    [Fact]
    public void Untagging_leaves_the_image()
    {
        var image = Image("a") with { Names = ["localhost/a:1"] };
        _images.Save(image);

        Assert.True(_images.Untag("localhost/a:1"));
        Assert.False(_images.Untag("localhost/a:1"));

        Assert.Empty(_images.Find(image.Id)!.Names);
    }

    [Fact]
    public void Deleting_an_image_frees_its_names_and_may_be_repeated()
    {
        var image = Image("a") with { Names = ["localhost/a:1"] };
        _images.Save(image);

        _images.DeleteUnused(image.Id);
        _images.DeleteUnused(image.Id);

        Assert.Empty(_images.List());
        Assert.False(_images.Untag("localhost/a:1"));
    }

    [Fact]
    public void Tagging_what_is_not_on_record_is_an_error()
    {
        var error = Assert.Throws<GantryException>(() => _images.Tag("localhost/a:1", Digest.Of("none"u8)));

        Assert.Equal(ErrorCode.NotFound, error.Code);
    }

    [Fact]
    public void Images_are_found_by_the_beginning_of_their_id()
    {
        var image = Image("a");
        _images.Save(image);

        Assert.Equal(image.Id, _images.FindByIdPrefix(image.Id.Hex[..6]).Single().Id);
        Assert.Empty(_images.FindByIdPrefix("zz"));
        Assert.Empty(_images.FindByIdPrefix(""));
    }

    [Fact]
    public void A_layer_is_put_on_record_once()
    {
        var layers = new LayerTable(_host.Database);
        var row = new LayerRow(Digest.Of("c"u8), Digest.Of("d"u8), Digest.Of("p"u8), 9, null);

        layers.Insert(row);
        layers.Insert(row with { SizeBytes = 10 });

        Assert.Equal(row, layers.Find(row.ChainId));
        layers.Delete(row.ChainId);
        layers.Delete(row.ChainId);
        Assert.Empty(layers.List());
    }

    private static bool TryInsert(ContainerTable containers, ImageTable images, Digest image)
    {
        var container = new Container
        {
            Id = ContainerId.NewRandom(),
            Name = image.Hex[..12],
            Created = DateTimeOffset.UnixEpoch,
            Spec = TemporaryHost.Spec() with { ImageId = image },
        };
        try
        {
            containers.Insert(container, require: () => _ = images.Find(image) ?? throw new GantryException(ErrorCode.NotFound, "gone"));
            return true;
        }
        catch (GantryException)
        {
            return false;
        }
    }

    private static Image Image(string name) => new()
    {
        Id = Digest.Of(System.Text.Encoding.UTF8.GetBytes(name)),
        ManifestDigest = Digest.Of("manifest"u8),
        Created = DateTimeOffset.UnixEpoch,
        Config = new ImageConfig(),
    };
}
