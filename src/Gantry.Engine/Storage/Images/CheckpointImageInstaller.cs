using Gantry.Engine.Model;
using Gantry.Engine.Model.Images;
using Gantry.Engine.State;

namespace Gantry.Engine.Storage.Images;

/// <summary>
/// Brings a checkpoint image into the store. Its layer is an archive that is read once, when it is restored, so it stays
/// a blob: unpacked it would take its space twice.
/// </summary>
internal sealed class CheckpointImageInstaller(
    HostLayout layout, BlobStore blobs, ImageTable images, ContainerLocks locks)
{
    /// <summary>Whether an image says that it holds a checkpoint.</summary>
    public static bool IsCheckpoint(ImageContent content) =>
        ManifestOf(content).AnnotationsOrNone.ContainsKey(CheckpointAnnotations.RuntimeName);

    /// <summary>As <see cref="ImageInstaller.InstallAsync"/>.</summary>
    /// <exception cref="GantryException">
    /// <see cref="ErrorCode.Invalid"/>: malformed, or a digest does not match. <see cref="ErrorCode.NoSpace"/>.
    /// </exception>
    public async Task<Image> InstallAsync(
        ImageContent content, StagingArea staging, CancellationToken cancellationToken)
    {
        var config = ImageDocuments.ParseConfig(content.Config, "The image's config");
        var rows = ImageInstaller.ChainOf(config.RootFileSystem.DiffIds ?? [], content.Layers);
        var staged = new StagedBlob?[rows.Count];
        StagedBlob[] documents =
        [
            await staging.WriteAsync(new MemoryStream(content.Config), cancellationToken),
            await staging.WriteAsync(new MemoryStream(content.Manifest), cancellationToken),
        ];
        while (true)
        {
            for (var i = 0; i < rows.Count; i++)
            {
                staged[i] ??= await TakeAsync(rows[i], content.Layers[i], cancellationToken);
            }

            staging.Sync();
            using var hostLock = await locks.AcquireHostAsync(ImageInstaller.LockName, cancellationToken);
            StagingArea.SweepAbandoned(layout);

            // A blob that was here may have been removed meanwhile.
            if (rows.Select((row, i) => staged[i] is not null || blobs.Contains(row.BlobDigest!.Value)).All(here => here))
            {
                cancellationToken.ThrowIfCancellationRequested();
                return Commit(content, config, [.. documents, .. staged.OfType<StagedBlob>()]);
            }
        }
    }

    private async Task<StagedBlob?> TakeAsync(LayerRow row, LayerContent layer, CancellationToken cancellationToken)
    {
        if (blobs.Contains(layer.Descriptor.Digest))
        {
            return null;
        }

        var blob = await ImageInstaller.TakeAsync(layer, cancellationToken);
        if (blob.Digest != row.DiffId)
        {
            await using var stream = File.OpenRead(blob.Path);
            await LayerStore.VerifyAsync(row, stream, cancellationToken);
        }

        return blob;
    }

    private Image Commit(ImageContent content, ConfigDocument config, IReadOnlyList<StagedBlob> staged)
    {
        foreach (var blob in staged)
        {
            blobs.Add(blob);
        }

        blobs.Sync();
        var manifest = ManifestOf(content);
        var image = new Image
        {
            Id = Digest.Of(content.Config),
            ManifestDigest = Digest.Of(content.Manifest),
            Names = content.Names,
            Created = config.Created ?? DateTimeOffset.UnixEpoch,
            SizeBytes = manifest.Layers.Sum(layer => new FileInfo(blobs.PathOf(layer.Digest)).Length),
            Config = ImageDocuments.ToModel(config),
            Annotations = manifest.AnnotationsOrNone,
        };
        images.Save(image);
        return images.Find(image.Id)!;
    }

    private static ManifestDocument ManifestOf(ImageContent content) =>
        ImageDocuments.ParseManifest(content.Manifest, "The image's manifest");
}
