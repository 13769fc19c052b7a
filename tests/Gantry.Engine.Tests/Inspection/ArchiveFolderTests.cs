using Gantry.Engine.Inspection;
using Gantry.Engine.Model;

namespace Gantry.Engine.Tests.Inspection;

public sealed class ArchiveFolderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("gantry-archives-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Archives_are_known_by_their_content_and_nothing_else_is_listed()
    {
        if (PodmanFixtures.Find("zstd") is not { } fixture)
        {
            return;
        }

        File.Copy(fixture, Path.Join(_folder, "any name"));
        await File.WriteAllTextAsync(Path.Join(_folder, "checkpoint-notes.tar"), "no tar");
        await File.WriteAllBytesAsync(Path.Join(_folder, "empty"), []);

        var found = Assert.Single(await ArchiveFolder.ListAsync(_folder, key: null, default));

        Assert.Equal((Path.Join(_folder, "any name"), "p43-zstd", "localhost/fixture:1", "Podman"), (found.Path, found.Container, found.Image, found.Engine));
        Assert.Equal(new FileInfo(fixture).Length, found.Bytes);
    }

    [Fact]
    public async Task A_folder_that_is_missing_is_said()
    {
        var error = await Assert.ThrowsAsync<GantryException>(() => ArchiveFolder.ListAsync(_folder + "/nope", key: null, default));

        Assert.Equal(ErrorCode.NotFound, error.Code);
    }
}
