using System.Text.Json;
using Gantry.Engine.Archive;
using Gantry.Engine.Model;
using Gantry.Engine.Tools;

namespace Gantry.Engine.Storage.Images;

/// <summary>Writes images as a docker-archive: manifest.json, configs, and plain layers (moby, image/tarexport).</summary>
internal sealed class DockerArchiveWriter(BlobStore blobs, IImageOutput output)
{
    private readonly HashSet<Digest> _written = [];
    private readonly List<DockerArchiveItem> _items = [];

    /// <summary>Writes an image's config and layers.</summary>
    public async Task AddAsync(Model.Images.Image image, IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        var json = blobs.ReadDocument(image.Id);
        var config = ImageDocuments.ParseConfig(json, $"The config of image {image.Id.Hex}");
        var manifest = ImageDocuments.ParseManifest(
            blobs.ReadDocument(image.ManifestDigest), $"The manifest of image {image.Id.Hex}");
        var diffIds = config.RootFileSystem.DiffIds ?? [];
        foreach (var (diffId, layer) in diffIds.Zip(manifest.Layers))
        {
            if (_written.Add(diffId))
            {
                await AddLayerAsync(diffId, layer.Digest, cancellationToken);
            }
        }

        if (_written.Add(image.Id))
        {
            await output.AddAsync(ConfigName(image.Id), json.Length, new MemoryStream(json), cancellationToken);
        }

        _items.Add(new DockerArchiveItem
        {
            Config = ConfigName(image.Id),
            RepoTags = names,
            Layers = [.. diffIds.Select(LayerName)],
        });
    }

    /// <summary>Writes the list of images, last.</summary>
    public async Task FinishAsync(CancellationToken cancellationToken)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(
            _items, ImagesJsonContext.Default.IReadOnlyListDockerArchiveItem);
        await output.AddAsync(
            DockerArchiveImages.ManifestName, json.Length, new MemoryStream(json), cancellationToken);
    }

    private static string ConfigName(Digest id) => id.Hex + ".json";

    private static string LayerName(Digest diffId) => diffId.Hex + ".tar";

    // A tar says an entry's length before its content, which of a compressed layer is known only at its end: read twice.
    private async Task AddLayerAsync(Digest diffId, Digest blobDigest, CancellationToken cancellationToken)
    {
        await using var counted = await OpenPlainAsync(blobDigest, cancellationToken);
        var length = diffId == blobDigest
            ? counted.Blob.Length
            : await CountAsync(counted.Plain, cancellationToken);
        await using var copied = await OpenPlainAsync(blobDigest, cancellationToken);
        await output.AddAsync(LayerName(diffId), length, copied.Plain, cancellationToken);
    }

    private static async Task<long> CountAsync(Stream plain, CancellationToken cancellationToken)
    {
        long length = 0;
        await using var hashed = new HashingStream(plain, bytes => length = bytes);
        await hashed.DrainAsync(cancellationToken);
        return length;
    }

    private async Task<OpenLayer> OpenPlainAsync(Digest digest, CancellationToken cancellationToken)
    {
        var blob = blobs.TryOpenAny(digest) ?? throw new GantryException(
            ErrorCode.NotFound, $"The blob {digest} is missing: load or pull the image again.");
        return new OpenLayer(blob, await ArchiveStreams.DecompressAsync(blob, DecompressionTool.Open, cancellationToken));
    }

    private sealed record OpenLayer(Stream Blob, Stream Plain) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await Plain.DisposeAsync();
            await Blob.DisposeAsync();
        }
    }
}
