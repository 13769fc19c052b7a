using Gantry.Engine.Model;
using Gantry.Linux;

namespace Gantry.Engine.Storage.Images;

/// <summary>
/// Manifests, configs and layers as received, one file per digest. Files appear whole: they are renamed in from a
/// <see cref="StagingArea"/>. Changes need the lock "images".
/// </summary>
/// <param name="folder">The folder.</param>
/// <param name="sharedFolders">Folders of other stores, which are only read.</param>
internal sealed class BlobStore(string folder, IReadOnlyList<string> sharedFolders)
{
    /// <summary>Absolute path of a blob, there or not.</summary>
    public string PathOf(Digest digest) => Path.Join(folder, digest.Hex);

    /// <summary>Whether a blob is here.</summary>
    public bool Contains(Digest digest) => File.Exists(PathOf(digest));

    /// <summary>Opens a blob; null when it is not here. The caller disposes it.</summary>
    public Stream? TryOpen(Digest digest)
    {
        try
        {
            return new FileStream(
                PathOf(digest), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Opens a blob that is here or in another store; null when it is in none. The caller disposes it.</summary>
    public Stream? TryOpenAny(Digest digest) =>
        TryOpen(digest)
        ?? sharedFolders.Select(shared => Path.Join(shared, digest.Hex)).Where(File.Exists).Select(File.OpenRead).FirstOrDefault();

    /// <summary>The bytes of a manifest or config, checked against its digest.</summary>
    /// <exception cref="GantryException">
    /// <see cref="ErrorCode.NotFound"/>: it is not here. <see cref="ErrorCode.Invalid"/>: it was damaged.
    /// </exception>
    public byte[] ReadDocument(Digest digest)
    {
        using var stream = TryOpenAny(digest)
            ?? throw new GantryException(
                ErrorCode.NotFound, $"The blob {digest} is missing in \"{folder}\": load or pull the image again.");
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        return Digest.Of(content) == digest
            ? content
            : throw new GantryException(
                ErrorCode.Invalid,
                $"The blob {digest} in \"{folder}\" is damaged: remove the image and load or pull it again.");
    }

    /// <summary>
    /// Gives a staged blob its place here, unless it is here. A hard link: the staged name stays good for a second
    /// image of the same archive. Durable after <see cref="Sync"/>.
    /// </summary>
    public void Add(StagedBlob blob)
    {
        if (Contains(blob.Digest))
        {
            return;
        }

        Filesystem.FsyncFile(blob.Path);
        using var from = DirectoryDescriptor.Open(Path.GetDirectoryName(blob.Path)!);
        using var to = DirectoryDescriptor.Open(folder);
        to.Link(from, Path.GetFileName(blob.Path), blob.Digest.Hex);
    }

    /// <summary>Makes names durable that were added.</summary>
    public void Sync() => Filesystem.FsyncDirectory(folder);

    /// <summary>Deletes a blob; fine when it is not here. Returns the bytes freed.</summary>
    public long Delete(Digest digest)
    {
        var file = new FileInfo(PathOf(digest));
        var length = file.Exists ? file.Length : 0;
        file.Delete();
        return length;
    }

    /// <summary>All blobs.</summary>
    public IReadOnlyList<Digest> List()
    {
        if (!Directory.Exists(folder))
        {
            return [];
        }

        List<Digest> digests = [];
        foreach (var path in Directory.EnumerateFiles(folder))
        {
            if (Digest.TryParse(Path.GetFileName(path), out var digest))
            {
                digests.Add(digest);
            }
        }

        return digests;
    }
}
