using System.Globalization;
using System.Text;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Images;
using Gantry.Engine.Storage.Images;

namespace Gantry.Engine.Tests.Storage.Images;

public sealed class ImageStorePullTests : IDisposable
{
    private readonly TemporaryImages _host = new();

    public void Dispose() => _host.Dispose();

    [FixtureFact]
    public async Task Local_forms_are_pulled_with_the_names_they_carry()
    {
        var plain = await FixtureImage.UnzipAsync(Join("plain.tar"));
        await TemporaryImages.SkopeoAsync("copy", $"docker-archive:{plain}", $"oci:{Join("layout")}:v1");
        await TemporaryImages.SkopeoAsync("copy", $"docker-archive:{plain}", $"oci-archive:{Join("oci.tar")}:v2");
        await TemporaryImages.SkopeoAsync("copy", $"docker-archive:{plain}", $"dir:{Join("dir")}");
        string[] references =
        [
            $"docker-archive:{plain}", $"docker-archive:{plain}:{FixtureImage.Name}", $"oci:{Join("layout")}",
            $"oci:{Join("layout")}:v1", $"oci-archive:{Join("oci.tar")}", $"dir:{Join("dir")}",
        ];

        foreach (var reference in references)
        {
            Assert.Equal(FixtureImage.Id, (await _host.PullAsync(reference)).Id);
        }

        Assert.Equal(
            [FixtureImage.Name, "localhost/v1:latest", "localhost/v2:latest"], _host.Store.Resolve("fixture:1").Names);
    }

    [FixtureFact]
    public async Task An_entry_that_a_layout_does_not_have_is_not_found()
    {
        var plain = await FixtureImage.UnzipAsync(Join("plain.tar"));
        await TemporaryImages.SkopeoAsync("copy", $"docker-archive:{plain}", $"oci:{Join("layout")}:v1");

        var error = await Assert.ThrowsAsync<GantryException>(() => _host.PullAsync($"oci:{Join("layout")}:v9"));

        Assert.Equal(ErrorCode.NotFound, error.Code);
    }

    [FixtureFact]
    public async Task A_registrys_image_keeps_Dockers_manifest_and_id()
    {
        using var registry = await PublishFixtureAsync("team/app:1");

        var image = await _host.PullAsync($"{registry.Address}/team/app:1");

        Assert.Equal(FixtureImage.Id, image.Id);
        Assert.Equal([$"{registry.Address}/team/app:1"], image.Names);
        Assert.Equal(MediaTypes.DockerManifest, _host.Store.Describe(image).ManifestMediaType);
        Assert.True(File.Exists(Path.Join(_host.Store.LayerDirectories(image)[0], "bin/busybox")));
        Assert.DoesNotContain(_host.Remains, path => path.Contains("partial", StringComparison.Ordinal));
    }

    [FixtureFact]
    public async Task Policies_decide_when_the_registry_is_asked()
    {
        var registry = await PublishFixtureAsync("app:1");
        var name = $"{registry.Address}/app:1";
        var absent = await Assert.ThrowsAsync<GantryException>(() => _host.PullAsync(name, PullPolicy.Never));
        var first = await _host.PullAsync($"docker://{name}");
        var blobsOnce = registry.BlobRequests;

        var again = await _host.PullAsync(name, PullPolicy.Always);
        var newer = await _host.PullAsync(name, PullPolicy.Newer);
        var blobsAfter = registry.BlobRequests;
        registry.Dispose();
        var missing = await _host.PullAsync(name, PullPolicy.Missing);
        var unreachable = await _host.PullAsync(name, PullPolicy.Newer);
        var error = await Assert.ThrowsAsync<GantryException>(() => _host.PullAsync(name, PullPolicy.Always));

        Assert.Equal($"{name}: image not known", absent.Message);
        Assert.All([again, newer, missing, unreachable], image => Assert.Equal(first.Id, image.Id));
        Assert.Equal(blobsOnce, blobsAfter);
        Assert.Equal(ErrorCode.ToolFailed, error.Code);
    }

    [FixtureFact]
    public async Task Newer_fetches_when_the_registrys_image_changed()
    {
        using var registry = await PublishFixtureAsync("app:1");
        var name = $"{registry.Address}/app:1";
        await _host.PullAsync(name);
        var changed = await PublishChangedAsync(registry, "app:1");

        var image = await _host.PullAsync(name, PullPolicy.Newer);

        Assert.Equal(changed, image.ManifestDigest);
        Assert.NotEqual(FixtureImage.Id, image.Id);
        Assert.Empty(_host.Store.Resolve(FixtureImage.Id.Hex).Names);
    }

    [FixtureFact]
    public async Task The_entry_for_this_machine_is_taken_from_an_index()
    {
        using var registry = await PublishFixtureAsync("app:1");
        var manifest = File.ReadAllBytes(Join("dir/manifest.json"));
        var other = """
            {"mediaType":"TYPE","size":1,"digest":"DIGEST","platform":{"architecture":"s390x","os":"linux"}}
            """
            .Replace("DIGEST", Digest.Of("x"u8).ToString(), StringComparison.Ordinal);
        var ours = """
            {"mediaType":"TYPE","size":LENGTH,"digest":"DIGEST","platform":{"architecture":"amd64","os":"linux"}}
            """
            .Replace("LENGTH", manifest.Length.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
            .Replace("DIGEST", Digest.Of(manifest).ToString(), StringComparison.Ordinal);
        var index = """{"schemaVersion":2,"mediaType":"LIST","manifests":[OTHER,OURS]}"""
            .Replace("LIST", MediaTypes.DockerManifestList, StringComparison.Ordinal)
            .Replace("OTHER", other, StringComparison.Ordinal)
            .Replace("OURS", ours, StringComparison.Ordinal)
            .Replace("TYPE", MediaTypes.DockerManifest, StringComparison.Ordinal);
        registry.Publish(Encoding.UTF8.GetBytes(index), "app:many", MediaTypes.DockerManifestList);

        var image = await _host.PullAsync($"{registry.Address}/app:many");
        var blobsOnce = registry.BlobRequests;
        await _host.PullAsync($"{registry.Address}/app:many", PullPolicy.Newer);

        Assert.Equal(FixtureImage.Id, image.Id);
        Assert.Equal(blobsOnce, registry.BlobRequests);
    }

    [Fact]
    public async Task A_registry_that_nobody_answers_for_is_named_in_the_error()
    {
        var error = await Assert.ThrowsAsync<GantryException>(() => _host.PullAsync("docker://127.0.0.1:1/x"));

        Assert.Equal(ErrorCode.ToolFailed, error.Code);
        Assert.Contains("docker://127.0.0.1:1/x:latest", error.Message, StringComparison.Ordinal);
        Assert.Contains("connection refused", error.Message, StringComparison.Ordinal);
        Assert.Empty(_host.Remains);
    }

    [FixtureFact]
    public async Task A_tag_that_a_registry_does_not_have_is_not_found()
    {
        using var registry = await PublishFixtureAsync("app:1");

        var error = await Assert.ThrowsAsync<GantryException>(() => _host.PullAsync($"{registry.Address}/app:2"));

        Assert.Equal(ErrorCode.NotFound, error.Code);
    }

    [Theory]
    [InlineData("containers-storage:x")]
    [InlineData("docker-daemon:x:1")]
    [InlineData("docker:x")]
    [InlineData("dir:")]
    [InlineData("UPPER")]
    public async Task A_source_that_cannot_be_pulled_is_refused(string reference)
    {
        var error = await Assert.ThrowsAsync<GantryException>(() => _host.PullAsync(reference));

        Assert.Equal(ErrorCode.Invalid, error.Code);
    }

    private async Task<FakeRegistry> PublishFixtureAsync(string nameAndTag)
    {
        var plain = await FixtureImage.UnzipAsync(Join("plain.tar"));
        await TemporaryImages.SkopeoAsync("copy", $"docker-archive:{plain}", $"dir:{Join("dir")}");
        var registry = new FakeRegistry();
        registry.Publish(Join("dir"), nameAndTag, MediaTypes.DockerManifest);
        return registry;
    }

    private async Task<Digest> PublishChangedAsync(FakeRegistry registry, string nameAndTag)
    {
        var layer = await TemporaryImages.LayerAsync(tar => tar.File("changed"));
        var path = Join("changed.tar");
        await using (var file = File.Create(path))
        {
            await (await TemporaryImages.DockerArchiveAsync("changed:1", layer)).CopyToAsync(file);
        }

        await TemporaryImages.SkopeoAsync("copy", $"docker-archive:{path}", $"dir:{Join("changed")}");
        return registry.Publish(Join("changed"), nameAndTag, MediaTypes.DockerManifest);
    }

    private string Join(string name) => Path.Join(_host.Folder.Path, name);
}
