using Gantry.Engine.Archive;
using Gantry.Engine.Model;
using Gantry.Engine.State;
using Gantry.Engine.Storage.Trees;
using Gantry.Engine.Tools;
using Gantry.Linux;

namespace Gantry.Engine.Storage.Images;

/// <summary>
/// Unpacked layers, one folder per chain id with the files in <c>diff</c>. A folder that is on record is complete.
/// Changes need the lock "images".
/// </summary>
/// <param name="layout">Paths.</param>
/// <param name="table">The layers on record.</param>
/// <param name="sharedFolders">Folders of other stores' layers, which are only read.</param>
internal sealed class LayerStore(HostLayout layout, LayerTable table, IReadOnlyList<string> sharedFolders)
{
    /// <summary>Name of the folder with a layer's files inside the layer's own.</summary>
    public const string FilesName = "diff";

    // containers/storage, drivers/overlay/overlay.go, defaultPerms; and it ignores an entry for the root itself
    // (pkg/archive/archive.go, Unpack). CRIU compares the mode of a process's folder when it restores, so "/" must have
    // the mode it has under Podman.
    private const int RootMode = 0x16D; // 0555

    /// <summary>The layer's files, there or not.</summary>
    public string DirectoryOf(Digest chainId) => Path.Join(layout.Layers, chainId.Hex, FilesName);

    /// <summary>The layer's files, here or in another store.</summary>
    public string AnyDirectoryOf(Digest chainId)
    {
        var own = DirectoryOf(chainId);
        return sharedFolders.Count == 0 || Directory.Exists(own)
            ? own
            : sharedFolders.Select(shared => Path.Join(shared, chainId.Hex, FilesName)).FirstOrDefault(Directory.Exists) ?? own;
    }

    /// <summary>The layer when it is here.</summary>
    public LayerRow? Find(Digest chainId) =>
        table.Find(chainId) is { } row && Directory.Exists(DirectoryOf(chainId)) ? row : null;

    /// <summary>Unpacks a layer into the staging area while hashing what comes out of the blob.</summary>
    /// <exception cref="GantryException">
    /// <see cref="ErrorCode.Invalid"/>: malformed, hostile, or not what the image's config names.
    /// <see cref="ErrorCode.NoSpace"/>: it does not fit.
    /// </exception>
    /// <param name="layer">The layer.</param>
    /// <param name="blob">Its tar, compressed or not.</param>
    /// <param name="parentDirectory">
    /// Files of the layer below, whose root's mode and owner it gets. Null: it is the lowest.
    /// </param>
    /// <param name="staging">Where to.</param>
    /// <param name="onRead">Told how many bytes of tar have passed.</param>
    /// <param name="cancellationToken">Gives up; what was unpacked goes away with the staging area.</param>
    public async Task<StagedLayer> UnpackAsync(
        StagedLayer layer,
        Stream blob,
        string? parentDirectory,
        StagingArea staging,
        Action<long>? onRead,
        CancellationToken cancellationToken)
    {
        var folder = staging.NewLayer();
        var files = Path.Join(folder, FilesName);
        Directory.CreateDirectory(files);
        var size = 0L;
        await ReadPlainAsync(layer.Row, blob, onRead, ExtractAsync, cancellationToken);
        SetRoot(folder, parentDirectory);
        return new StagedLayer(layer.Row with { SizeBytes = size }) { Directory = folder, Blob = layer.Blob };

        async Task ExtractAsync(Stream tar)
        {
            var options = new ExtractionOptions
            {
                Target = ExtractionTarget.Layer,
                Description = $"layer {layer.Row.DiffId}",
            };
            size = (await TreeExtractor.ExtractAsync(tar, files, options, cancellationToken)).Bytes;
        }
    }

    /// <summary>Checks that a blob holds the tar that the image's config names.</summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.Invalid"/>: it does not.</exception>
    public static Task VerifyAsync(LayerRow layer, Stream blob, CancellationToken cancellationToken) =>
        ReadPlainAsync(
            layer, blob, onRead: null, tar => tar.CopyToAsync(Stream.Null, cancellationToken), cancellationToken);

    /// <summary>Moves an unpacked layer in and puts it on record.</summary>
    public void Add(StagedLayer layer)
    {
        var name = layer.Row.ChainId.Hex;
        // Left by a crash between the rename and the record: nobody can use it yet.
        StagingArea.RemoveTree(layout.Layers, name);
        Directory.Move(layer.Directory!, Path.Join(layout.Layers, name));
        Filesystem.FsyncDirectory(layout.Layers);
        table.Delete(layer.Row.ChainId);
        table.Insert(layer.Row);
    }

    /// <summary>
    /// Removes every layer that is not among <paramref name="kept"/>, also what a crash left. Returns bytes freed.
    /// </summary>
    public long RemoveAllExcept(IReadOnlySet<Digest> kept)
    {
        var freed = 0L;
        foreach (var row in table.List().Where(row => !kept.Contains(row.ChainId)))
        {
            table.Delete(row.ChainId);
            freed += row.SizeBytes;
        }

        var folders = Directory.Exists(layout.Layers) ? Directory.EnumerateDirectories(layout.Layers).ToList() : [];
        foreach (var name in folders.Select(folder => Path.GetFileName(folder)))
        {
            if (Digest.TryParse(name, out var chainId) && !kept.Contains(chainId))
            {
                StagingArea.RemoveTree(layout.Layers, name);
            }
        }

        return freed;
    }

    private static async Task ReadPlainAsync(
        LayerRow layer,
        Stream blob,
        Action<long>? onRead,
        Func<Stream, Task> consume,
        CancellationToken cancellationToken)
    {
        try
        {
            await using var plain =
                await ArchiveStreams.DecompressAsync(blob, DecompressionTool.Open, cancellationToken);
            await using var hashed = new HashingStream(plain, onRead);
            await consume(hashed);
            await hashed.DrainAsync(cancellationToken);
            if (hashed.CurrentDigest() != layer.DiffId)
            {
                throw new GantryException(
                    ErrorCode.Invalid,
                    $"A layer does not match the image's config: its tar has the digest {hashed.CurrentDigest()}, "
                    + $"the config names {layer.DiffId}. The image was damaged or changed; get it again.");
            }
        }
        catch (InvalidDataException e)
        {
            throw new GantryException(
                ErrorCode.Invalid, $"The layer {layer.DiffId} is damaged or cut short: {e.Message}", e);
        }
    }

    private static void SetRoot(string folder, string? parentDirectory)
    {
        using var directory = DirectoryDescriptor.Open(folder);
        var (owner, group, mode) = (0u, 0u, RootMode);
        if (parentDirectory is not null)
        {
            using var parent = DirectoryDescriptor.Open(parentDirectory);
            var status = parent.Status();
            (owner, group, mode) = (status.Uid, status.Gid, status.Mode);
        }

        directory.SetOwner(FilesName, owner, group);
        directory.SetMode(FilesName, mode);
    }
}
