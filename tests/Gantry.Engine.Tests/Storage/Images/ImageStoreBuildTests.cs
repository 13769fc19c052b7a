using Gantry.Engine.Model;
using Gantry.Engine.Model.Images;
using Gantry.Engine.Tests.Storage.Trees;

namespace Gantry.Engine.Tests.Storage.Images;

public sealed class ImageStoreBuildTests : IDisposable
{
    private readonly TemporaryImages _host = new();

    public void Dispose() => _host.Dispose();

    [RootFact]
    public async Task Metadata_is_changed_and_the_layers_are_the_base_images()
    {
        var image = await LoadAsync();

        var built = await BuildAsync(
            """
            # A comment.
            FROM registry.test/base:1
            ENV A=1 \
                B="two words"
            VOLUME /a "/b"
            VOLUME ["/c"]
            EXPOSE 80 443/udp
            LABEL k=v
            WORKDIR /srv
            WORKDIR 'app'
            USER 1000
            ENTRYPOINT ["/bin/app"]
            """);

        Assert.Equal(["localhost/new:latest"], built.Names);
        Assert.Equal(image.Layers, built.Layers);
        Assert.Equal(["A=1", "B=two words"], built.Config.Environment);
        Assert.Equal(["/a", "/b", "/c"], built.Config.Volumes);
        Assert.Equal(["443/udp", "80/tcp"], built.Config.ExposedPorts);
        Assert.Equal("/srv/app", built.Config.WorkingDirectory);
        Assert.Equal("1000", built.Config.User);
        Assert.Equal(["/bin/app"], built.Config.Entrypoint);
        Assert.Empty(built.Config.Command);
        Assert.Equal(9, _host.Store.Describe(built).History.Count(entry => entry.IsEmptyLayer));
    }

    [RootFact]
    public async Task The_base_image_may_be_in_another_store()
    {
        await LoadAsync();
        using var other = new TemporaryImages(shared: [_host.Layout.Root]);

        var built = await other.Store.BuildAsync(
            new ImageBuildRequest { File = "FROM registry.test/base:1\nCMD /bin/x $HOME\n", Names = ["new"] }, null, CancellationToken.None);

        Assert.Equal(["/bin/sh", "-c", "/bin/x $HOME"], built.Config.Command);
        Assert.StartsWith(other.Layout.Layers, other.Store.LayerDirectories(built)[0], StringComparison.Ordinal);
    }

    [RootTheory]
    [InlineData("", "must begin with FROM")]
    [InlineData("CMD x", "must begin with FROM")]
    [InlineData("FROM scratch", "one image that has files")]
    [InlineData("FROM registry.test/base:1 AS stage", "it must be FROM IMAGE")]
    [InlineData("FROM registry.test/base:1\nRUN make", "RUN is not supported: gantry builds images that differ from their base by metadata only")]
    [InlineData("FROM registry.test/base:1\ncopy a b", "COPY is not supported")]
    [InlineData("FROM registry.test/base:1\nFROM registry.test/base:1", "FROM is not supported")]
    [InlineData("FROM registry.test/base:1\nENV A=$B", "variables are not expanded")]
    [InlineData("FROM registry.test/base:1\nEXPOSE many", "is not PORT or PORT/PROTOCOL")]
    public async Task What_needs_more_than_metadata_is_refused_and_makes_nothing(string file, string complaint)
    {
        await LoadAsync();

        var error = await Assert.ThrowsAsync<GantryException>(() => BuildAsync(file));

        Assert.Equal(ErrorCode.Invalid, error.Code);
        Assert.Contains(complaint, error.Message, StringComparison.Ordinal);
        Assert.Single(_host.Store.List());
    }

    private Task<Image> BuildAsync(string file) =>
        _host.Store.BuildAsync(new ImageBuildRequest { File = file, Names = ["new"] }, null, CancellationToken.None);

    private async Task<Image> LoadAsync()
    {
        var layer = await TemporaryImages.LayerAsync(t => t.File("f", "f"));
        return Assert.Single(
            await _host.LoadAsync(await TemporaryImages.DockerArchiveAsync("registry.test/base:1", layer))).Image;
    }
}
