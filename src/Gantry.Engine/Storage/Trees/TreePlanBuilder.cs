using Gantry.Engine.Archive;
using Gantry.Engine.Model;
using Gantry.Linux;

namespace Gantry.Engine.Storage.Trees;

/// <summary>Turns what a walk meets into the entries of a plan and adds up their lengths.</summary>
/// <param name="rootPath">The directory, for messages and for the plan.</param>
/// <param name="naming">How entries are named.</param>
/// <param name="sent">What the reader has, which learns what it gets. Null: nothing.</param>
internal sealed class TreePlanBuilder(string rootPath, TreeNaming naming, SentTree? sent) : ITreeVisitor
{
    private readonly PlanRecords _records = new(naming);
    private readonly Dictionary<(ulong Device, ulong Inode), (string Name, FileBlocks? Blocks)> _linked = [];
    private long _tarLength = TarWriter.EndLength;
    private long _entries;
    private long _dataBytes;

    /// <inheritdoc/>
    public void Add(DirectoryDescriptor directory, string path, string name, in FileStatus status)
    {
        var fullPath = name == "." ? path : TreePath.Join(path, name);
        var (entry, blocks) = Describe(directory, fullPath, name, status);
        // Only now: a file that vanished while it was described is not in the tar, and no link may lead to it.
        if (MayHaveMoreNames(status))
        {
            _linked.TryAdd((status.Device, status.Inode), (entry.Name, blocks));
        }

        sent?.Note(fullPath, status, blocks);
        Append(new PlannedEntry(path, name, entry));
    }

    /// <summary>Adds that a name is gone which the reader has.</summary>
    internal void AddRemoval(string path)
    {
        var (folder, name) = TreePath.Split(path);
        Append(new PlannedEntry(
            folder,
            name,
            new TarEntry { Name = _records.NameOf(path), Type = TarEntryType.RegularFile, Pax = RemovalRecord.Pax }));
    }

    private void Append(in PlannedEntry planned)
    {
        var entry = planned.Entry;
        _records.Append(planned);
        _tarLength += TarWriter.EntryLength(entry);
        _dataBytes += entry.Size;
        _entries++;
    }

    /// <inheritdoc/>
    public void RequireFits(string path)
    {
        // No text of that few characters has more bytes than allowed; "./" comes before it.
        const int Most = TarEntry.MaxNameBytes - 3;
        if (path.Length * 3 <= Most || TreePath.ByteCount(path) <= Most)
        {
            return;
        }

        throw new GantryException(
            ErrorCode.Incompatible,
            $"Cannot archive '{rootPath}': the path '{path[..100]}…' in it is longer than the {Most} bytes that a tar "
            + "of it can name. Shorten or remove it.");
    }

    internal TreePlan Build() => new(rootPath, _records, sent)
    {
        TarLengthBytes = _tarLength,
        Entries = _entries,
        DataBytes = _dataBytes,
    };

    private (TarEntry Entry, FileBlocks? Blocks) Describe(
        DirectoryDescriptor directory, string fullPath, string name, in FileStatus status)
    {
        RequireFits(fullPath);
        var basis = new TarEntry
        {
            Name = _records.NameOf(fullPath),
            Type = TypeOf(status.Kind),
            Mode = status.Mode,
            Uid = status.Uid,
            Gid = status.Gid,
            Modified = status.Modified,
            Accessed = status.Accessed,
        };
        if (MayHaveMoreNames(status) && _linked.TryGetValue((status.Device, status.Inode), out var first))
        {
            return (basis with { Type = TarEntryType.HardLink, LinkName = first.Name }, first.Blocks);
        }

        FileBlocks? blocks = null;
        var complete = status.Kind switch
        {
            FileKind.Regular when sent is not null && status.Size >= FileBlocks.SmallestFile =>
                WithChanges(basis, directory, (fullPath, name), status, out blocks),
            FileKind.Regular => WithContent(basis, directory, name, status),
            FileKind.Symlink => basis with { LinkName = directory.ReadLink(name) },
            FileKind.CharDevice or FileKind.BlockDevice =>
                basis with { DeviceMajor = status.RdevMajor, DeviceMinor = status.RdevMinor },
            FileKind.Socket => basis with { Pax = SocketRecord.Pax },
            FileKind.Directory or FileKind.Fifo => basis,
            _ => throw new ArgumentOutOfRangeException(nameof(status), status.Kind, null),
        };
        var attributes = CarriedAttributes.Read(directory, name);
        return (attributes.Count == 0 ? complete : complete with { ExtendedAttributes = attributes }, blocks);
    }

    /// <summary>A large file, of which only the blocks are content that the reader has not.</summary>
    private TarEntry WithChanges(
        TarEntry basis,
        DirectoryDescriptor directory,
        (string Path, string Name) what,
        in FileStatus status,
        out FileBlocks? blocks)
    {
        var whole = WithContent(basis, directory, what.Name, status);
        var layout = whole.Sparse ?? SparseMap.Create(status.Size, [new SparseExtent(0, status.Size)]);
        blocks = new FileBlocks(status.Size, layout.Extents);
        if (sent!.FormerBlocks(what.Path, status) is not { } before)
        {
            return whole;
        }

        using var file = directory.TryOpenFile(what.Name, OpenMode.Read);
        if (file is null || ChangedBlocks.Find(file, layout, before) is not { Kept.Count: > 0 } changed)
        {
            return whole;
        }

        blocks = changed.Blocks;
        return basis with
        {
            Size = changed.Sent.DataBytes,
            Sparse = changed.Sent,
            Pax = KeptRanges.Pax(changed.Kept),
        };
    }

    private static TarEntry WithContent(
        TarEntry basis, DirectoryDescriptor directory, string name, in FileStatus status)
    {
        if (status.Blocks512 * 512 >= status.Size)
        {
            return basis with { Size = status.Size };
        }

        using var file = directory.TryOpenFile(name, OpenMode.Read);
        var size = status.Size;
        var map = file is null
            ? null
            : SparseMap.Create(
                size,
                SparseFile.DataExtents(file, size).Select(e => new SparseExtent(e.Offset, e.Length)));
        // Fewer blocks than bytes, but no hole: a file system that compresses, or keeps small files in the inode.
        return map is null || map.DataBytes == size
            ? basis with { Size = size }
            : basis with { Size = map.DataBytes, Sparse = map };
    }

    private static bool MayHaveMoreNames(in FileStatus status) =>
        status.LinkCount > 1 && status.Kind != FileKind.Directory;

    private static TarEntryType TypeOf(FileKind kind) => kind switch
    {
        FileKind.Regular or FileKind.Socket => TarEntryType.RegularFile,
        FileKind.Directory => TarEntryType.Directory,
        FileKind.Symlink => TarEntryType.Symlink,
        FileKind.CharDevice => TarEntryType.CharDevice,
        FileKind.BlockDevice => TarEntryType.BlockDevice,
        FileKind.Fifo => TarEntryType.Fifo,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };
}
