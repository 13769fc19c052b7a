using System.Text.Json;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Images;

namespace Gantry.Engine.Storage.Images;

/// <summary>
/// Reads the images of a docker-archive: manifest.json, a config and layer tars (moby, image/tarexport). The config is
/// kept to the byte, so that the image's id is the one it has everywhere else.
/// </summary>
internal static class DockerArchiveImages
{
    /// <summary>The entry that lists the images.</summary>
    public const string ManifestName = "manifest.json";

    /// <summary>The images of <paramref name="files"/>.</summary>
    /// <param name="files">The archive.</param>
    /// <param name="wanted">Name of the one image to read, which has then this name only. Null: all.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="GantryException">
    /// <see cref="ErrorCode.Invalid"/>: malformed, or a file is missing.
    /// <see cref="ErrorCode.NotFound"/>: nothing has the wanted name.
    /// </exception>
    public static async Task<IReadOnlyList<ImageContent>> ReadAsync(
        IImageFiles files, string? wanted, CancellationToken cancellationToken)
    {
        var wantedName = wanted is null ? null : ImageReference.ParseDocker(wanted).ToString();
        var subject = $"\"{ManifestName}\" of {files.Description}";
        var items = ImageDocuments.ParseDockerArchive(files.ReadDocument(ManifestName), subject);
        List<ImageContent> images = [];
        foreach (var item in items)
        {
            string[] names =
            [
                .. (item.RepoTags ?? []).Select(name => ImageReference.ParseDocker(name).ToString()).Distinct(),
            ];
            if (wantedName is null || names.Contains(wantedName))
            {
                var image = await ReadImageAsync(files, item, cancellationToken);
                images.Add(image with { Names = wantedName is null ? names : [wantedName] });
            }
        }

        return images.Count > 0
            ? images
            : throw new GantryException(
                wanted is null ? ErrorCode.Invalid : ErrorCode.NotFound,
                wanted is null
                    ? $"{files.Description} is a docker-archive without any image."
                    : $"{files.Description} has no image named \"{wanted}\".");
    }

    private static async Task<ImageContent> ReadImageAsync(
        IImageFiles files, DockerArchiveItem item, CancellationToken cancellationToken)
    {
        var config = files.ReadDocument(item.Config);
        List<LayerContent> layers = [];
        foreach (var name in item.Layers)
        {
            var blob = await files.TakeAsync(name, cancellationToken);
            var descriptor = new BlobDescriptor
            {
                MediaType = LayerCompression.MediaTypeOf(blob.Path),
                Digest = blob.Digest,
                Size = blob.LengthBytes,
            };
            layers.Add(new LayerContent(descriptor, _ => Task.FromResult(blob)));
        }

        return new ImageContent
        {
            Manifest = ManifestFor(config, [.. layers.Select(layer => layer.Descriptor)]),
            Config = config,
            Layers = layers,
        };
    }

    /// <summary>An OCI manifest for a config and layers that came without one.</summary>
    public static byte[] ManifestFor(
        byte[] config, IReadOnlyList<BlobDescriptor> layers, IReadOnlyDictionary<string, string>? annotations = null) =>
        JsonSerializer.SerializeToUtf8Bytes(
            new ManifestDocument
            {
                SchemaVersion = 2,
                MediaType = MediaTypes.Manifest,
                Config = new BlobDescriptor
                {
                    MediaType = MediaTypes.Config,
                    Digest = Digest.Of(config),
                    Size = config.Length,
                },
                Layers = layers,
                Annotations = annotations,
            },
            ImagesJsonContext.Default.ManifestDocument);
}
