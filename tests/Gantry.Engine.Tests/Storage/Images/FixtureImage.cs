using Gantry.Engine.Archive;
using Gantry.Engine.Model;

namespace Gantry.Engine.Tests.Storage.Images;

/// <summary>The image that the checkpoint archives of the fixtures were made from.</summary>
internal static class FixtureImage
{
    public const string Name = "localhost/fixture:1";

    /// <summary>The id by which those archives name it.</summary>
    public static Digest Id { get; } = Digest.Parse("4ee59ed5bf45d1a11d2ea7c327e5fc98092b4270934eb4bad666871b2a3f48e3");

    /// <summary>Its docker-archive, gzipped; null where the fixtures are not.</summary>
    public static string? Archive { get; } = Find();

    /// <summary>Writes the plain tar of it, for skopeo and for tests that cut it short.</summary>
    public static async Task<string> UnzipAsync(string path)
    {
        await using var archive = File.OpenRead(Archive!);
        await using var plain = await ArchiveStreams.DecompressAsync(archive, tool: null, CancellationToken.None);
        await using var target = File.Create(path);
        await plain.CopyToAsync(target);
        return path;
    }

    // Beside the repository, or above a work tree of it.
    private static string? Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var path = Path.Join(folder.FullName, "shared", "fixtures", "fixture-image.tar.gz");
            if (File.Exists(path))
            {
                return path;
            }
        }

        return null;
    }
}
