using System.Text;
using System.Text.Json;
using Gantry.Engine.Model;

namespace Gantry.Engine.Storage.Images;

/// <summary>Writes images as an OCI layout (OCI image spec, image-layout.md).</summary>
/// <param name="blobs">Where their blobs are.</param>
/// <param name="output">Takes the files.</param>
/// <param name="without">Blobs that are left out.</param>
internal sealed class LayoutWriter(BlobStore blobs, IImageOutput output, IReadOnlySet<Digest> without)
{
    private const string DockerConfig = "application/vnd.docker.container.image.v1+json";
    private const string DockerGzipLayer = "application/vnd.docker.image.rootfs.diff.tar.gzip";
    private const string DockerLayer = "application/vnd.docker.image.rootfs.diff.tar";

    private readonly HashSet<Digest> _written = [.. without];
    private readonly List<BlobDescriptor> _entries = [];

    /// <summary>Writes an image's blobs.</summary>
    /// <param name="image">The image.</param>
    /// <param name="names">Its names; none makes one entry without a name.</param>
    /// <param name="cancellationToken">Stops writing.</param>
    public async Task AddAsync(Model.Images.Image image, IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        var (json, manifest) = ManifestOf(image);
        foreach (var layer in manifest.Layers)
        {
            await AddBlobAsync(layer.Digest, cancellationToken);
        }

        await AddBlobAsync(manifest.Config.Digest, cancellationToken);
        var digest = Digest.Of(json);
        if (_written.Add(digest))
        {
            await output.AddAsync(LayoutImages.BlobName(digest), json.Length, new MemoryStream(json), cancellationToken);
        }

        _entries.AddRange(names.Select(name => (string?)name).DefaultIfEmpty().Select(name => new BlobDescriptor
        {
            MediaType = MediaTypes.Manifest,
            Digest = digest,
            Size = json.Length,
            Annotations = name is null
                ? null
                : new Dictionary<string, string> { [LayoutImages.ReferenceNameKey] = name },
        }));
    }

    /// <summary>Writes what makes it a layout, last.</summary>
    public async Task FinishAsync(CancellationToken cancellationToken)
    {
        var index = JsonSerializer.SerializeToUtf8Bytes(
            new IndexDocument { SchemaVersion = 2, Manifests = _entries }, ImagesJsonContext.Default.IndexDocument);
        await output.AddAsync(LayoutImages.IndexName, index.Length, new MemoryStream(index), cancellationToken);
        var marker = Encoding.ASCII.GetBytes("""{"imageLayoutVersion":"1.0.0"}""");
        await output.AddAsync("oci-layout", marker.Length, new MemoryStream(marker), cancellationToken);
    }

    private async Task AddBlobAsync(Digest digest, CancellationToken cancellationToken)
    {
        if (_written.Add(digest))
        {
            await using var blob = blobs.TryOpenAny(digest) ?? throw new GantryException(
                ErrorCode.NotFound, $"The blob {digest} is missing: load or pull the image again.");
            await output.AddAsync(LayoutImages.BlobName(digest), blob.Length, blob, cancellationToken);
        }
    }

    // Only OCI's media types belong into a layout. The config stays as it is to the byte, so the image keeps its id.
    private (byte[] Json, ManifestDocument Manifest) ManifestOf(Model.Images.Image image)
    {
        var json = blobs.ReadDocument(image.ManifestDigest);
        var manifest = ImageDocuments.ParseManifest(json, $"The manifest of image {image.Id.Hex}");
        if (manifest.MediaType != MediaTypes.DockerManifest)
        {
            return (json, manifest);
        }

        manifest = manifest with
        {
            MediaType = MediaTypes.Manifest,
            Config = ToOci(manifest.Config),
            Layers = [.. manifest.Layers.Select(ToOci)],
        };
        return (JsonSerializer.SerializeToUtf8Bytes(manifest, ImagesJsonContext.Default.ManifestDocument), manifest);
    }

    /// <summary>A descriptor with OCI's media type instead of Docker's.</summary>
    public static BlobDescriptor ToOci(BlobDescriptor descriptor) => descriptor with
    {
        MediaType = descriptor.MediaType switch
        {
            DockerConfig => MediaTypes.Config,
            DockerGzipLayer => MediaTypes.GzipLayer,
            DockerLayer => MediaTypes.Layer,
            var other => other,
        },
    };
}
