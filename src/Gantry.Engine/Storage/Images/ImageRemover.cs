using Gantry.Engine.Model;
using Gantry.Engine.Model.Images;
using Gantry.Engine.State;

namespace Gantry.Engine.Storage.Images;

/// <summary>
/// Removes names and images, then the layers and blobs nobody needs any more. All of it under the lock "images". The
/// record goes first: what a crash leaves on disk is garbage that the next removal collects.
/// </summary>
internal sealed class ImageRemover(
    HostLayout layout,
    ImageTable images,
    ImageCatalog catalog,
    ContainerTable containers,
    BlobStore blobs,
    LayerStore layers,
    ContainerLocks locks)
{
    private readonly ImageLookup _lookup = new(catalog);

    /// <summary>Removes a name, and the image with its last one. See <see cref="ImageStore.RemoveAsync"/>.</summary>
    public async Task<ImageRemoval> RemoveAsync(string nameOrId, bool force, CancellationToken cancellationToken)
    {
        using var hostLock = await locks.AcquireHostAsync(ImageInstaller.LockName, cancellationToken);
        StagingArea.SweepAbandoned(layout);
        var (image, name) = _lookup.Resolve(nameOrId);
        RequireOwn(image);
        if (name is null && image.Names.Count > 1 && !force)
        {
            throw new GantryException(
                ErrorCode.InUse,
                $"unable to delete image \"{image.Id.Hex}\" by ID with more than one tag "
                + $"([{string.Join(' ', image.Names)}]): please force removal");
        }

        if (name is not null && image.Names.Count > 1)
        {
            images.Untag(name);
            return new ImageRemoval([name], null, 0);
        }

        if (!images.DeleteUnused(image.Id))
        {
            throw InUse(image);
        }

        return new ImageRemoval(image.Names, image.Id, CollectGarbage());
    }

    /// <summary>Removes names of an image; the image stays. Without names, all of them.</summary>
    public async Task<IReadOnlyList<string>> UntagAsync(
        string nameOrId, IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        using var hostLock = await locks.AcquireHostAsync(ImageInstaller.LockName, cancellationToken);
        var image = _lookup.Resolve(nameOrId).Image;
        RequireOwn(image);
        IReadOnlyList<string> doomed = names.Count == 0 ? image.Names : [.. names.Select(name => NameOf(image, name))];
        foreach (var name in doomed)
        {
            images.Untag(name);
        }

        return doomed;
    }

    /// <summary>Removes images without containers: those without names, or all.</summary>
    public async Task<IReadOnlyList<ImageRemoval>> PruneAsync(
        bool all, Func<Image, bool>? filter, CancellationToken cancellationToken)
    {
        using var hostLock = await locks.AcquireHostAsync(ImageInstaller.LockName, cancellationToken);
        StagingArea.SweepAbandoned(layout);
        List<ImageRemoval> removals = [];
        foreach (var image in images.List().Where(IsDoomed).Where(image => images.DeleteUnused(image.Id)))
        {
            removals.Add(new ImageRemoval(image.Names, image.Id, CollectGarbage()));
        }

        // Also without any removal: a crash may have left something.
        CollectGarbage();
        return removals;

        bool IsDoomed(Image image) =>
            (all || image.Names.Count == 0)
            && (filter is null || filter(image));
    }

    private void RequireOwn(Image image)
    {
        if (!catalog.IsOwn(image.Id))
        {
            throw new GantryException(
                ErrorCode.Invalid,
                $"cannot remove read-only image \"{image.Id.Hex}\": it is in an additional image store");
        }
    }

    private GantryException InUse(Image image) => new(
        ErrorCode.InUse,
        $"image used by {string.Join(", ", containers.UsingImage(image.Id).Select(user => user.Id))}: image is in use by a "
        + "container: consider listing external containers and force-removing image");

    private string NameOf(Image image, string name) =>
        _lookup.Find(name) is { MatchedName: { } matched } found && found.Image.Id == image.Id
            ? matched
            : throw new GantryException(ErrorCode.NotFound, $"{name}: tag not known");

    private long CollectGarbage()
    {
        var kept = images.List();
        var freed = layers.RemoveAllExcept(kept.SelectMany(image => image.Layers).ToHashSet());
        var keptBlobs = kept.SelectMany(BlobsOf).ToHashSet();
        foreach (var digest in blobs.List().Where(digest => !keptBlobs.Contains(digest)))
        {
            freed += blobs.Delete(digest);
        }

        return freed;
    }

    private IEnumerable<Digest> BlobsOf(Image image)
    {
        // A manifest that is gone names nothing; inspecting or saving that image says so.
        if (!blobs.Contains(image.ManifestDigest))
        {
            return [image.Id];
        }

        var manifest = ImageDocuments.ParseManifest(
            blobs.ReadDocument(image.ManifestDigest), $"The manifest of image {image.Id.Hex}");
        return [image.Id, image.ManifestDigest, .. manifest.Layers.Select(layer => layer.Digest)];
    }
}
