using Gantry.Engine.Model;

namespace Gantry.Engine.Storage.Images;

/// <summary>Tells the forms images come in by their content and reads them.</summary>
internal static class ImageFormats
{
    /// <summary>Reads the images of an archive or folder.</summary>
    public delegate Task<IReadOnlyList<ImageContent>> Reader(IImageFiles files, CancellationToken cancellationToken);

    /// <summary>The images in an archive or folder, whichever form it has.</summary>
    /// <exception cref="GantryException">
    /// <see cref="ErrorCode.Invalid"/>: no form we know, malformed, or a digest does not match.
    /// </exception>
    public static async Task<IReadOnlyList<ImageContent>> ReadAnyAsync(
        IImageFiles files, CancellationToken cancellationToken)
    {
        // Docker's newer archives are both; the layout is the one with the real manifests.
        if (files.Contains(LayoutImages.IndexName))
        {
            return LayoutImages.ReadLayout(files);
        }

        if (!files.Contains(DockerArchiveImages.ManifestName))
        {
            throw new GantryException(
                ErrorCode.Invalid,
                $"Cannot load images from {files.Description}: payload does not match any of the supported image "
                + "formats: OCI layout (folder or archive), docker-archive, dir.");
        }

        return IsArray(files.ReadDocument(DockerArchiveImages.ManifestName))
            ? await DockerArchiveImages.ReadAsync(files, wanted: null, cancellationToken)
            : [LayoutImages.ReadDirectory(files)];
    }

    /// <summary>Reads what a pull source says it is.</summary>
    public static Reader ReaderFor(PullSource source) => source switch
    {
        PullSource.Layout(_, var wanted) =>
            (files, _) => Task.FromResult(LayoutImages.ReadLayout(files, wanted)),
        PullSource.LayoutArchive(_, var wanted) =>
            (files, _) => Task.FromResult(LayoutImages.ReadLayout(files, wanted)),
        PullSource.DockerArchive(_, var wanted) =>
            (files, cancellationToken) => DockerArchiveImages.ReadAsync(files, wanted, cancellationToken),
        PullSource.Folder =>
            (files, _) => Task.FromResult<IReadOnlyList<ImageContent>>([LayoutImages.ReadDirectory(files)]),
        _ => throw new ArgumentOutOfRangeException(nameof(source), source, null),
    };

    private static bool IsArray(ReadOnlySpan<byte> json) => json.TrimStart(" \t\r\n"u8) is [(byte)'[', ..];
}
