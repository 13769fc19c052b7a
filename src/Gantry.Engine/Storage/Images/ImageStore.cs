using Gantry.Engine.Model;
using Gantry.Engine.Model.Images;
using Gantry.Engine.State;
using Gantry.Engine.Tools;
using Microsoft.Extensions.Logging;

namespace Gantry.Engine.Storage.Images;

/// <summary>
/// The images of one installation. Reading takes no lock. Changes are made beside the store and become visible at once
/// under the host lock "images"; a caller that makes a container from an image holds that lock while it looks the image
/// up and puts the container on record, so that the image cannot go away in between.
/// </summary>
internal sealed class ImageStore
{
    private readonly HostLayout _layout;
    private readonly ImageTable _images;
    private readonly ImageCatalog _catalog;
    private readonly ContainerLocks _locks;
    private readonly BlobStore _blobs;
    private readonly LayerStore _layers;
    private readonly ImageLookup _lookup;
    private readonly ImageInstaller _installer;
    private readonly ImageRemover _remover;
    private readonly ImageLoader _loader;
    private readonly ImagePuller _puller;
    private readonly ImageImporter _importer;
    private readonly ImageSaver _saver;
    private readonly ImagePusher _pusher;
    private readonly ImageBuilder _builder;
    private readonly TimeProvider _time;

    /// <summary>Wires the store of one installation; touches no file.</summary>
    public ImageStore(
        HostLayout layout,
        StateDatabase database,
        SharedImages shared,
        ContainerLocks locks,
        Skopeo skopeo,
        TimeProvider time,
        ILogger logger)
    {
        _layout = layout;
        _locks = locks;
        _time = time;
        _images = new ImageTable(database);
        _catalog = new ImageCatalog(_images, shared.Tables);
        _blobs = new BlobStore(layout.Blobs, shared.BlobFolders);
        _layers = new LayerStore(layout, new LayerTable(database), shared.LayerFolders);
        _lookup = new ImageLookup(_catalog);
        _installer = new ImageInstaller(layout, _blobs, _layers, _images, locks);
        _remover = new ImageRemover(layout, _images, _catalog, new ContainerTable(database), _blobs, _layers, locks);
        _loader = new ImageLoader(layout, _installer);
        _puller = new ImagePuller(layout, _catalog, _installer, new RegistryFetcher(skopeo, time), logger);
        _importer = new ImageImporter(time);
        _saver = new ImageSaver(_lookup, _blobs, time);
        _pusher = new ImagePusher(layout, _lookup, _saver, skopeo);
        _builder = new ImageBuilder(_blobs, time);
    }

    /// <summary>
    /// The image that a name, an id or its beginning (3 digits or more), or a digest means; null when there is none.
    /// A short name is looked for in <c>localhost/</c>, then in Docker's registry, then in any.
    /// </summary>
    /// <exception cref="GantryException">
    /// <see cref="ErrorCode.Invalid"/>: the beginning of an id fits several.
    /// </exception>
    public Image? Find(string nameOrId) => _lookup.Find(nameOrId)?.Image;

    /// <summary>As <see cref="Find"/>, but the image must be there.</summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.NotFound"/>: <c>x: image not known</c>.</exception>
    public Image Resolve(string nameOrId) => _lookup.Resolve(nameOrId).Image;

    /// <summary>Whether an image is on record, here or in a store that is only read.</summary>
    public bool Has(Digest id) => _catalog.Has(id);

    /// <summary>All images, newest first.</summary>
    public IReadOnlyList<Image> List() => _catalog.List();

    /// <summary>The folders of the image's layers, highest first, as overlay's <c>lowerdir</c> wants them.</summary>
    public IReadOnlyList<string> LayerDirectories(Image image) =>
        [.. image.Layers.Reverse().Select(_layers.AnyDirectoryOf)];

    /// <summary>The blob of an image: manifest, config or layer. The caller disposes it.</summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.NotFound"/>: it is not kept.</exception>
    public Stream OpenBlob(Digest digest) =>
        _blobs.TryOpenAny(digest) ?? throw new GantryException(ErrorCode.NotFound, $"{digest}: blob not known");

    /// <summary>The digests of an image's layers as they are kept and sent.</summary>
    /// <exception cref="GantryException">
    /// <see cref="ErrorCode.NotFound"/> or <see cref="ErrorCode.Invalid"/>: its manifest was lost or damaged.
    /// </exception>
    public IReadOnlyList<Digest> LayerBlobs(Image image) =>
        [.. ImageDocuments.ParseManifest(_blobs.ReadDocument(image.ManifestDigest), $"The manifest of image {image.Id.Hex}")
            .Layers.Select(layer => layer.Digest)];

    /// <summary>Whether an image that is loaded may come without this layer.</summary>
    public bool HasLayerBlob(Digest digest) => _blobs.Contains(digest);

    /// <summary>What <c>inspect</c> and <c>history</c> show.</summary>
    /// <exception cref="GantryException">
    /// <see cref="ErrorCode.NotFound"/> or <see cref="ErrorCode.Invalid"/>: a blob was lost or damaged.
    /// </exception>
    public ImageDetails Describe(Image image)
    {
        var config = ImageDocuments.ParseConfig(_blobs.ReadDocument(image.Id), $"The config of image {image.Id.Hex}");
        var manifest = ImageDocuments.ParseManifest(
            _blobs.ReadDocument(image.ManifestDigest), $"The manifest of image {image.Id.Hex}");
        return new ImageDetails
        {
            Image = image,
            DiffIds = config.RootFileSystem.DiffIds ?? [],
            History = ImageDocuments.History(config),
            ManifestMediaType = manifest.MediaType ?? MediaTypes.Manifest,
            RepositoryDigests =
            [
                .. image.Names
                    .Select(name => $"{ImageReference.Parse(name).Repository}@{image.ManifestDigest}")
                    .Distinct(),
            ],
        };
    }

    /// <summary>
    /// Loads every image of a docker-archive, an OCI layout (archive or folder) or a <c>dir:</c> folder.
    /// </summary>
    /// <exception cref="GantryException">
    /// <see cref="ErrorCode.NotFound"/>: no such file. <see cref="ErrorCode.Invalid"/>: damaged, hostile, or no form we
    /// know. <see cref="ErrorCode.Incompatible"/>: for another machine only. <see cref="ErrorCode.NoSpace"/>.
    /// Images of the archive that were complete before the error stay.
    /// </exception>
    public Task<IReadOnlyList<LoadedImage>> LoadAsync(
        ImageSource source, IProgress<OperationProgress>? progress, CancellationToken cancellationToken) =>
        _loader.LoadAsync(source, ImageFormats.ReadAnyAsync, progress, cancellationToken);

    /// <summary>Makes an image of one layer from the tar of a root file system.</summary>
    /// <exception cref="GantryException">
    /// <see cref="ErrorCode.Invalid"/>: the name, a change or the archive is malformed.
    /// <see cref="ErrorCode.NoSpace"/>.
    /// Nothing is left behind.
    /// </exception>
    public Task<Image> ImportAsync(
        ImageImportRequest request, IProgress<OperationProgress>? progress, CancellationToken cancellationToken) =>
        StagingArea.UseAsync(_layout, async staging =>
        {
            var content = await _importer.ReadAsync(request, staging, progress, cancellationToken);
            return await _installer.InstallAsync(content, staging, progress, cancellationToken);
        });

    /// <summary>Makes an image that differs from another one by its metadata only; the other one is pulled if it is missing.</summary>
    /// <exception cref="GantryException">
    /// <see cref="ErrorCode.Invalid"/>: the file is malformed, or asks for more. As for <see cref="PullAsync"/>.
    /// </exception>
    public async Task<Image> BuildAsync(
        ImageBuildRequest request, IProgress<OperationProgress>? progress, CancellationToken cancellationToken)
    {
        var file = BuildFile.Parse(request.File);
        request.OnStep(1, file.Steps.Count + 1, $"FROM {file.Base}");
        var image = await PullAsync(new ImagePullRequest { Reference = file.Base }, progress, cancellationToken);
        return await StagingArea.UseAsync(
            _layout,
            staging => _installer.InstallAsync(
                _builder.Build(image, file, request, staging), staging, progress, cancellationToken));
    }

    /// <summary>Writes images into an archive or a folder.</summary>
    /// <exception cref="GantryException">
    /// <see cref="ErrorCode.NotFound"/>: no such image. <see cref="ErrorCode.Invalid"/>: the form does not fit.
    /// <see cref="ErrorCode.AlreadyExists"/>: the folder is not empty. <see cref="ErrorCode.NoSpace"/>,
    /// <see cref="ErrorCode.ToolFailed"/>: it cannot be written. Nothing is left behind.
    /// </exception>
    public Task SaveAsync(ImageSaveRequest request, CancellationToken cancellationToken) =>
        _saver.SaveAsync(request, cancellationToken);

    /// <summary>Copies an image to a registry, a folder or an archive.</summary>
    /// <exception cref="GantryException">
    /// <see cref="ErrorCode.NotFound"/>: no such image. <see cref="ErrorCode.Invalid"/>: the destination or the form does
    /// not fit. <see cref="ErrorCode.Incompatible"/>: skopeo is missing. <see cref="ErrorCode.ToolFailed"/>: the
    /// destination was not reached or refused.
    /// </exception>
    public Task PushAsync(ImagePushRequest request, CancellationToken cancellationToken) =>
        _pusher.PushAsync(request, cancellationToken);

    /// <summary>Begins an image of one layer that holds a checkpoint; nothing of it is seen until it is published.</summary>
    /// <param name="name">Its name; a short one gets <c>localhost/</c>.</param>
    /// <exception cref="GantryException">
    /// <see cref="ErrorCode.Invalid"/>: the name. <see cref="ErrorCode.NoSpace"/>.
    /// </exception>
    public CheckpointImageStage StageCheckpoint(string name)
    {
        var reference = ImageReference.ParseLocal(name).ToString();
        return new CheckpointImageStage(reference, StagingArea.Create(_layout), _installer, _time);
    }

    /// <summary>The tar of a checkpoint image's one layer. The caller disposes it.</summary>
    /// <exception cref="GantryException">
    /// <see cref="ErrorCode.NotFound"/>: its blob was lost. <see cref="ErrorCode.Invalid"/>: it has not one layer.
    /// </exception>
    public Stream OpenCheckpoint(Image image)
    {
        var manifest = ImageDocuments.ParseManifest(
            _blobs.ReadDocument(image.ManifestDigest), $"The manifest of image {image.Id.Hex}");
        return manifest.Layers is [var layer]
            ? OpenBlob(layer.Digest)
            : throw new GantryException(
                ErrorCode.Invalid,
                $"The checkpoint image {image.Id.Hex} has {manifest.Layers.Count} layers; a checkpoint is one.");
    }

    /// <summary>Fetches an image as its policy says, and returns it; with several in one archive, the first.</summary>
    /// <exception cref="GantryException">
    /// <see cref="ErrorCode.NotFound"/>: neither here (with <see cref="PullPolicy.Never"/>) nor there.
    /// <see cref="ErrorCode.ToolFailed"/>: the registry was not reached or refused.
    /// <see cref="ErrorCode.Invalid"/>: the reference or the image is malformed.
    /// <see cref="ErrorCode.Incompatible"/>: skopeo is missing, or the image is for other machines only.
    /// <see cref="ErrorCode.NoSpace"/>. Nothing is left behind.
    /// </exception>
    public Task<Image> PullAsync(
        ImagePullRequest request, IProgress<OperationProgress>? progress, CancellationToken cancellationToken) =>
        _puller.PullAsync(request, progress, cancellationToken);

    /// <summary>
    /// Removes a name of an image, and the image when it was the last one or the id was given. Layers that other images
    /// use stay.
    /// </summary>
    /// <param name="nameOrId">As for <see cref="Find"/>.</param>
    /// <param name="force">Removes by id also an image with several names. Containers must be removed before.</param>
    /// <param name="cancellationToken">Gives up while waiting for the lock.</param>
    /// <exception cref="GantryException">
    /// <see cref="ErrorCode.NotFound"/>; <see cref="ErrorCode.InUse"/>: a container uses it, or it has several names.
    /// </exception>
    public Task<ImageRemoval> RemoveAsync(string nameOrId, bool force, CancellationToken cancellationToken) =>
        _remover.RemoveAsync(nameOrId, force, cancellationToken);

    /// <summary>
    /// Gives an image one more name, taking it from the image that has it; a short one gets <c>localhost/</c>.
    /// </summary>
    /// <exception cref="GantryException">
    /// <see cref="ErrorCode.NotFound"/>: no such image.
    /// <see cref="ErrorCode.Invalid"/>: not a name, or one with a digest.
    /// </exception>
    public async Task TagAsync(string nameOrId, string reference, CancellationToken cancellationToken)
    {
        var name = ImageReference.ParseLocal(reference);
        if (name.Digest is not null)
        {
            throw new GantryException(
                ErrorCode.Invalid, $"Cannot tag with \"{reference}\": tag by digest not supported");
        }

        using var hostLock = await _locks.AcquireHostAsync(ImageInstaller.LockName, cancellationToken);
        var image = Resolve(nameOrId);
        if (_catalog.IsOwn(image.Id))
        {
            _images.Tag(name.ToString(), image.Id);
        }
        else
        {
            // The name is ours, the layers stay where they are.
            _images.Save(image with { Names = [name.ToString()] });
        }
    }

    /// <summary>
    /// Takes names from an image, all of them when none is given; the image stays. Returns what was taken.
    /// </summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.NotFound"/>: no such image, or not its name.</exception>
    public Task<IReadOnlyList<string>> UntagAsync(
        string nameOrId, IReadOnlyList<string> names, CancellationToken cancellationToken) =>
        _remover.UntagAsync(nameOrId, names, cancellationToken);

    /// <summary>Removes the images that no container uses: those without a name, or all.</summary>
    /// <param name="all">Also those with names.</param>
    /// <param name="filter">Which of them. Null: every one.</param>
    /// <param name="cancellationToken">Gives up while waiting for the lock.</param>
    public Task<IReadOnlyList<ImageRemoval>> PruneAsync(
        bool all, Func<Image, bool>? filter, CancellationToken cancellationToken) =>
        _remover.PruneAsync(all, filter, cancellationToken);

    /// <summary>Deletes what processes that died were fetching or unpacking.</summary>
    public void Sweep() => StagingArea.SweepAbandoned(_layout);
}
