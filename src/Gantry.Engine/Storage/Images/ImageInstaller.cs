using System.Text;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Images;
using Gantry.Engine.State;

namespace Gantry.Engine.Storage.Images;

/// <summary>
/// Brings an image into the store: unpacks and checks without a lock, beside the store, then moves everything in at
/// once under the lock "images". Whoever loads the same layers at the same time does the work twice and keeps one copy.
/// </summary>
internal sealed class ImageInstaller(
    HostLayout layout, BlobStore blobs, LayerStore layers, ImageTable images, ContainerLocks locks)
{
    private readonly CheckpointImageInstaller _checkpoints = new(layout, blobs, images, locks);

    /// <summary>Name of the host lock under which images, layers and blobs change.</summary>
    public const string LockName = "images";

    /// <summary>Installs an image and gives it the content's names, taking them from images that had them.</summary>
    /// <exception cref="GantryException">
    /// <see cref="ErrorCode.Invalid"/>: malformed, hostile or a digest does not match.
    /// <see cref="ErrorCode.NoSpace"/>: it does not fit. Nothing stays behind.
    /// </exception>
    public async Task<Image> InstallAsync(
        ImageContent content,
        StagingArea staging,
        IProgress<OperationProgress>? progress,
        CancellationToken cancellationToken)
    {
        if (CheckpointImageInstaller.IsCheckpoint(content))
        {
            return await _checkpoints.InstallAsync(content, staging, cancellationToken);
        }

        var config = ImageDocuments.ParseConfig(content.Config, "The image's config");
        var rows = ChainOf(config.RootFileSystem.DiffIds ?? [], content.Layers);
        StagedBlob[] documents =
        [
            await staging.WriteAsync(new MemoryStream(content.Config), cancellationToken),
            await staging.WriteAsync(new MemoryStream(content.Manifest), cancellationToken),
        ];
        List<StagedLayer> prepared = [.. rows.Select(row => new StagedLayer(row))];
        while (true)
        {
            for (var i = 0; i < prepared.Count; i++)
            {
                var parent = i == 0 ? null : RootOf(prepared[i - 1]);
                var phase = $"unpacking layer {i + 1} of {prepared.Count}";
                Action<long> report = bytes => progress?.Report(new OperationProgress(phase, bytes, null));
                prepared[i] = await PrepareAsync(
                    prepared[i], content.Layers[i], parent, staging, report, cancellationToken);
            }

            staging.Sync();
            using var hostLock = await locks.AcquireHostAsync(LockName, cancellationToken);
            StagingArea.SweepAbandoned(layout);
            // A layer or blob that was here may have been removed meanwhile.
            if (prepared.All(IsComplete))
            {
                cancellationToken.ThrowIfCancellationRequested();
                return Commit(content, config, documents, prepared);
            }
        }
    }

    private async Task<StagedLayer> PrepareAsync(
        StagedLayer layer,
        LayerContent content,
        string? parentDirectory,
        StagingArea staging,
        Action<long> onRead,
        CancellationToken cancellationToken)
    {
        var known = layers.Find(layer.Row.ChainId);
        var isVerified = layer.Directory is not null || known?.BlobDigest == content.Descriptor.Digest;
        await using var stored = layer.Blob is null ? blobs.TryOpen(content.Descriptor.Digest) : null;
        if (stored is null && layer.Blob is null)
        {
            layer = layer with { Blob = await TakeAsync(content, cancellationToken) };
        }

        if (isVerified)
        {
            return layer;
        }

        await using var blob = stored ?? File.OpenRead(layer.Blob!.Path);
        if (known is null)
        {
            return await layers.UnpackAsync(layer, blob, parentDirectory, staging, onRead, cancellationToken);
        }

        await LayerStore.VerifyAsync(layer.Row, blob, cancellationToken);
        return layer;
    }

    /// <summary>Takes a layer's blob, which must be what the manifest names.</summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.Invalid"/>: it is not.</exception>
    public static async Task<StagedBlob> TakeAsync(LayerContent content, CancellationToken cancellationToken)
    {
        var blob = await content.TakeAsync(cancellationToken);
        return blob.Digest == content.Descriptor.Digest
            ? blob
            : throw new GantryException(
                ErrorCode.Invalid,
                $"A layer blob was changed: its digest is {blob.Digest}, "
                + $"the manifest names {content.Descriptor.Digest}.");
    }

    private string RootOf(StagedLayer layer) =>
        layer.Directory is { } staged ? Path.Join(staged, LayerStore.FilesName) : layers.DirectoryOf(layer.Row.ChainId);

    private bool IsComplete(StagedLayer layer) =>
        (layer.Directory is not null || layers.Find(layer.Row.ChainId) is not null)
        && (layer.Blob is not null || layer.Row.BlobDigest is { } digest && blobs.Contains(digest));

    private Image Commit(
        ImageContent content, ConfigDocument config, StagedBlob[] documents, List<StagedLayer> prepared)
    {
        foreach (var layer in prepared)
        {
            if (layer.Blob is not null)
            {
                blobs.Add(layer.Blob);
            }

            if (layers.Find(layer.Row.ChainId) is null)
            {
                layers.Add(layer);
            }
        }

        foreach (var document in documents)
        {
            blobs.Add(document);
        }

        blobs.Sync();
        var image = ToImage(content, config, prepared);
        images.Save(image);
        return images.Find(image.Id)!;
    }

    private Image ToImage(ImageContent content, ConfigDocument config, List<StagedLayer> prepared) => new()
    {
        Id = Digest.Of(content.Config),
        ManifestDigest = Digest.Of(content.Manifest),
        Names = content.Names,
        Layers = [.. prepared.Select(layer => layer.Row.ChainId)],
        Created = config.Created ?? DateTimeOffset.UnixEpoch,
        SizeBytes = prepared.Sum(layer => layers.Find(layer.Row.ChainId)!.SizeBytes),
        Config = ImageDocuments.ToModel(config),
        Annotations = ImageDocuments.ParseManifest(content.Manifest, "The image's manifest").AnnotationsOrNone,
    };

    /// <summary>The layers' rows, with chain ids (OCI image spec, config.md, "Layer ChainID").</summary>
    public static IReadOnlyList<LayerRow> ChainOf(IReadOnlyList<Digest> diffIds, IReadOnlyList<LayerContent> contents)
    {
        if (diffIds.Count != contents.Count)
        {
            throw new GantryException(
                ErrorCode.Invalid,
                $"The image is malformed: its manifest has {contents.Count} layers, its config {diffIds.Count}.");
        }

        List<LayerRow> rows = [];
        Digest? parent = null;
        for (var i = 0; i < diffIds.Count; i++)
        {
            var chainId = parent is null ? diffIds[i] : Digest.Of(Encoding.ASCII.GetBytes($"{parent} {diffIds[i]}"));
            rows.Add(new LayerRow(chainId, diffIds[i], parent, 0, contents[i].Descriptor.Digest));
            parent = chainId;
        }

        return rows;
    }
}
