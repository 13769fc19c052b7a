using Gantry.Engine.Model;
using Gantry.Engine.Model.Images;
using Gantry.Linux;

namespace Gantry.Engine.Storage.Images;

/// <summary>
/// Reads images from manifests that name their blobs by digest: an OCI layout (OCI image spec, image-layout.md) and
/// the containers tools' <c>dir:</c> form (containers/image, directory/directory_transport.go).
/// </summary>
internal static class LayoutImages
{
    /// <summary>The file that makes a folder or archive an OCI layout.</summary>
    public const string IndexName = "index.json";

    /// <summary>The annotation with an image's name in an index.</summary>
    public const string ReferenceNameKey = "org.opencontainers.image.ref.name";
    private const string ContainerdNameKey = "io.containerd.image.name";
    private const int MaximumDepth = 4;

    /// <summary>The images of an OCI layout, one for each entry of its index.</summary>
    /// <param name="files">The layout.</param>
    /// <param name="wanted">Reads only the entry with this reference name. Null: all.</param>
    /// <exception cref="GantryException">
    /// <see cref="ErrorCode.Invalid"/>: malformed, or a digest does not match.
    /// <see cref="ErrorCode.NotFound"/>: nothing has the wanted name.
    /// <see cref="ErrorCode.Incompatible"/>: nothing is for this machine.
    /// </exception>
    public static IReadOnlyList<ImageContent> ReadLayout(IImageFiles files, string? wanted = null)
    {
        var index = ImageDocuments.ParseIndex(files.ReadDocument(IndexName), $"\"{IndexName}\" of {files.Description}");
        List<ImageContent> images = [];
        var chosen = index.Manifests.Where(entry => wanted is null || Annotation(entry, ReferenceNameKey) == wanted);
        foreach (var entry in chosen)
        {
            var content = ReadManifest(files, entry.Digest, BlobName, depth: 0);
            images.Add(content with { Names = NamesOf(entry) });
        }

        return images.Count > 0
            ? MergeSame(images)
            : throw new GantryException(
                wanted is null ? ErrorCode.Invalid : ErrorCode.NotFound,
                wanted is null
                    ? $"{files.Description} is an OCI layout without any image."
                    : $"{files.Description} has no image named \"{wanted}\".");
    }

    /// <summary>The one image of a <c>dir:</c> folder; it has no name.</summary>
    /// <exception cref="GantryException">
    /// <see cref="ErrorCode.Invalid"/>: malformed, or a digest does not match.
    /// </exception>
    public static ImageContent ReadDirectory(IImageFiles files)
    {
        var manifest = files.ReadDocument(DockerArchiveImages.ManifestName);
        return FromManifest(files, manifest, digest => digest.Hex);
    }

    /// <summary>A blob's file in a layout.</summary>
    public static string BlobName(Digest digest) => $"blobs/sha256/{digest.Hex}";

    private static ImageContent ReadManifest(IImageFiles files, Digest digest, Func<Digest, string> nameOf, int depth)
    {
        var json = ReadChecked(files, nameOf(digest), digest);
        var subject = $"The manifest {digest} of {files.Description}";
        if (!ImageDocuments.IsIndex(json, subject))
        {
            return FromManifest(files, json, nameOf);
        }

        if (depth == MaximumDepth)
        {
            throw new GantryException(ErrorCode.Invalid, $"The indexes of {files.Description} are nested too deep.");
        }

        var chosen = PlatformChoice.Choose(
            ImageDocuments.ParseIndex(json, subject), Machine.Architecture, "linux", files.Description);
        return ReadManifest(files, chosen.Digest, nameOf, depth + 1);
    }

    private static ImageContent FromManifest(IImageFiles files, byte[] json, Func<Digest, string> nameOf)
    {
        var manifest = ImageDocuments.ParseManifest(json, $"The manifest of {files.Description}");
        return new ImageContent
        {
            Manifest = json,
            Config = ReadChecked(files, nameOf(manifest.Config.Digest), manifest.Config.Digest),
            Layers =
            [
                .. manifest.Layers.Select(layer => new LayerContent(
                    layer, cancellationToken => files.TakeAsync(nameOf(layer.Digest), cancellationToken))),
            ],
        };
    }

    private static byte[] ReadChecked(IImageFiles files, string name, Digest digest)
    {
        var content = files.ReadDocument(name);
        var actual = Digest.Of(content);
        return actual == digest
            ? content
            : throw new GantryException(
                ErrorCode.Invalid,
                $"\"{name}\" of {files.Description} was changed: its digest is {actual}, not {digest}.");
    }

    // containerd gives the full name; others give a full name or only a tag, which Podman reads as a name of its own.
    private static IReadOnlyList<string> NamesOf(BlobDescriptor entry)
    {
        if (Annotation(entry, ContainerdNameKey) is { } full)
        {
            return [ImageReference.ParseDocker(full).ToString()];
        }

        return Annotation(entry, ReferenceNameKey) is { } name && ImageReference.TryParse(name, out _)
            ? [ImageReference.ParseLocal(name).ToString()]
            : [];
    }

    private static string? Annotation(BlobDescriptor entry, string key) =>
        entry.Annotations?.GetValueOrDefault(key) is { Length: > 0 } value ? value : null;

    /// <summary>One content for each manifest, with all the names its entries have.</summary>
    private static List<ImageContent> MergeSame(List<ImageContent> images) =>
    [
        .. images
            .GroupBy(image => Digest.Of(image.Manifest))
            .Select(same => same.First() with { Names = [.. same.SelectMany(image => image.Names).Distinct()] }),
    ];
}
