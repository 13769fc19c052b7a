using Gantry.Engine.Archive;
using Gantry.Engine.Model;
using Gantry.Linux;

namespace Gantry.Engine.Storage.Trees;

/// <summary>One run of <see cref="TreeExtractor"/>: what becomes of each entry.</summary>
internal sealed class TreeExtraction : IDisposable
{
    private const int PrivateFile = 0x180; // 0600
    private const int PrivateDirectory = 0x1C0; // 0700

    private readonly ExtractionTarget _target;
    private readonly bool _takesChanges;
    private readonly ExtractionFolders _folders;
    private readonly LayerWhiteouts _whiteouts;
    private readonly EntryAttributes _attributes;
    private readonly SpaceGuard _space;
    private readonly FileContent _content = new();

    internal TreeExtraction(string targetDirectory, ExtractionOptions options)
    {
        _target = options.Target;
        _takesChanges = options.TakesChanges;
        _folders = new ExtractionFolders(targetDirectory, options.Target);
        _whiteouts = new LayerWhiteouts(_folders);
        _attributes = new EntryAttributes(isExact: options.TakesChanges || options.Target == ExtractionTarget.RootfsDiff);
        _space = new SpaceGuard(options.Description ?? $"'{targetDirectory}'", _folders.Root, options);
    }

    public void Dispose()
    {
        _folders.Dispose();
        _content.Dispose();
    }

    internal async Task<ExtractionResult> RunAsync(Stream tar, CancellationToken cancellationToken)
    {
        var reader = new TarReader(tar, _target == ExtractionTarget.Layer ? TarEnd.Optional : TarEnd.Required);
        while (await reader.ReadNextAsync(cancellationToken) is { } entry)
        {
            _space.Admit(entry.Name, entry.Size);
            try
            {
                await ExtractAsync(entry, reader.Content, cancellationToken);
            }
            catch (LinuxException e) when (Explain(entry, e) is { } explained)
            {
                throw explained;
            }
        }

        await reader.DrainAsync(cancellationToken);
        _attributes.ApplyDirectoryTimes(_folders);
        return new ExtractionResult(_space.Bytes, _space.Entries, _attributes.LeftOut);
    }

    private async ValueTask ExtractAsync(TarEntry entry, Stream content, CancellationToken cancellationToken)
    {
        var path = EntryPath.Parse(entry.Name, _target);
        RequireAllowed(path, entry);
        if (path.IsRoot)
        {
            _attributes.ApplyToDirectory(_folders.Root, ".", path, entry);
            // Its ACL may be another now.
            _folders.Forget();
            return;
        }

        if (_target == ExtractionTarget.Layer && _whiteouts.TryApply(path, entry))
        {
            return;
        }

        switch (entry.Type)
        {
            case TarEntryType.Directory:
                MakeDirectory(path, entry);
                break;
            case TarEntryType.HardLink:
                Link(path, entry);
                break;
            case TarEntryType.RegularFile when RemovalRecord.Marks(entry):
                Remove(path, entry);
                break;
            case TarEntryType.RegularFile when KeptRanges.Marks(entry):
                await PatchFileAsync(path, entry, content, cancellationToken);
                break;
            case TarEntryType.RegularFile when !SocketRecord.Marks(entry):
                await WriteFileAsync(path, entry, content, cancellationToken);
                break;
            default:
                MakeNode(path, entry);
                break;
        }
    }

    private void RequireAllowed(EntryPath path, TarEntry entry)
    {
        if (path.IsRoot && entry.Type != TarEntryType.Directory)
        {
            throw EntryPath.Refused(entry.Name, "only a directory can stand for the target itself");
        }

        // 0/0 opens no device; overlayfs marks deleted names with it, so a container that uses overlays has them.
        var isDevice = entry.Type is TarEntryType.CharDevice or TarEntryType.BlockDevice
            && (entry.Type == TarEntryType.BlockDevice || entry.DeviceMajor != 0 || entry.DeviceMinor != 0);
        if (isDevice && _target is ExtractionTarget.Volume or ExtractionTarget.Shm)
        {
            throw EntryPath.Refused(entry.Name, "it is a device node, which a volume must not hold");
        }
    }

    private void MakeDirectory(EntryPath path, TarEntry entry)
    {
        var folder = _folders.Open(path.Parent);
        var existing = folder.TryStat(path.Name);
        if (existing?.Kind != FileKind.Directory)
        {
            ClearWay(folder, path.Name, existing);
            folder.MakeDirectory(path.Name, PrivateDirectory);
            DropInheritedAcl(folder, path.Name, FileKind.Directory);
            // A whiteout that came before hides what the layers below have there, which a plain directory would show.
            if (_target == ExtractionTarget.Layer && existing is { } hidden && OverlayMarks.IsWhiteout(hidden))
            {
                OverlayMarks.MakeOpaque(folder, path.Name);
            }
        }

        _attributes.ApplyToDirectory(folder, path.Name, path, entry);
    }

    private async ValueTask WriteFileAsync(
        EntryPath path, TarEntry entry, Stream content, CancellationToken cancellationToken)
    {
        var folder = _folders.Open(path.Parent);
        ClearWay(folder, path.Name, folder.TryStat(path.Name));
        using var file = folder.OpenFile(path.Name, OpenMode.CreateNew, PrivateFile);
        DropInheritedAcl(folder, path.Name, FileKind.Regular);
        await _content.WriteAsync(file, entry, content, cancellationToken);
        _attributes.ApplyToFile(file, folder, path.Name, entry);
    }

    private async ValueTask PatchFileAsync(
        EntryPath path, TarEntry entry, Stream content, CancellationToken cancellationToken)
    {
        RequireTakesChanges(entry);
        var patch = KeptRanges.Read(entry);
        var folder = _folders.TryOpen(path.Parent);
        if (folder?.TryStat(path.Name) is not { Kind: FileKind.Regular })
        {
            throw EntryPath.Refused(entry.Name, "there is no file that it could be a change of");
        }

        using var file = folder.OpenFile(path.Name, OpenMode.Write);
        await _content.PatchAsync(file, patch, content, cancellationToken);
        _attributes.ApplyToFile(file, folder, path.Name, entry);
    }

    private void Remove(EntryPath path, TarEntry entry)
    {
        RequireTakesChanges(entry);
        if (_folders.TryOpen(path.Parent) is { } folder)
        {
            ClearWay(folder, path.Name, folder.TryStat(path.Name));
        }
    }

    private void RequireTakesChanges(TarEntry entry)
    {
        if (!_takesChanges)
        {
            throw EntryPath.Refused(entry.Name, "it changes something that is there, and this tar has to stand for itself");
        }
    }

    private void MakeNode(EntryPath path, TarEntry entry)
    {
        var folder = _folders.Open(path.Parent);
        ClearWay(folder, path.Name, folder.TryStat(path.Name));
        if (entry.Type == TarEntryType.Symlink)
        {
            folder.MakeSymlink(entry.LinkName, path.Name);
        }
        else
        {
            var kind = NodeKind(entry);
            folder.MakeNode(path.Name, kind, PrivateFile, DeviceNumber.Make(entry.DeviceMajor, entry.DeviceMinor));
            DropInheritedAcl(folder, path.Name, kind);
        }

        _attributes.ApplyToNode(folder, path.Name, entry);
    }

    private void Link(EntryPath path, TarEntry entry)
    {
        var source = EntryPath.Parse(entry.LinkName, _target);
        using var sourceFolder = source.IsRoot ? null : _folders.TryOpenAnother(source.Parent);
        if (sourceFolder?.TryStat(source.Name) is not { Kind: not FileKind.Directory } linked)
        {
            throw EntryPath.Refused(entry.Name, $"there is no file '{entry.LinkName}' that it could be a link to");
        }

        var folder = _folders.Open(path.Parent);
        var existing = folder.TryStat(path.Name);
        if (existing is { } same && same.IsSameFileAs(linked))
        {
            return;
        }

        ClearWay(folder, path.Name, existing);
        folder.Link(sourceFolder, source.Name, path.Name);
    }

    private static void ClearWay(DirectoryDescriptor folder, string name, FileStatus? existing)
    {
        if (existing is { Kind: FileKind.Directory })
        {
            folder.RemoveTree(name);
        }
        else if (existing is not null)
        {
            folder.Unlink(name);
        }
    }

    private void DropInheritedAcl(DirectoryDescriptor folder, string name, FileKind kind)
    {
        if (_folders.InheritsAcl)
        {
            EntryAttributes.DropInheritedAcl(folder, name, kind);
        }
    }

    private static FileKind NodeKind(TarEntry entry) => entry.Type switch
    {
        TarEntryType.RegularFile => FileKind.Socket,
        TarEntryType.CharDevice => FileKind.CharDevice,
        TarEntryType.BlockDevice => FileKind.BlockDevice,
        TarEntryType.Fifo => FileKind.Fifo,
        TarEntryType.HardLink or TarEntryType.Symlink or TarEntryType.Directory or _ =>
            throw new ArgumentOutOfRangeException(nameof(entry), entry.Type, null),
    };

    /// <summary>The error for what a tar or a full disk brings about; null for all else, which stays.</summary>
    private GantryException? Explain(TarEntry entry, LinuxException e) => e.Errno switch
    {
        Errno.ENOSPC or Errno.EDQUOT => _space.Full(entry.Name, e),
        Errno.ELOOP => EntryPath.Refused(entry.Name, "its path leads through a symbolic link", e),
        Errno.EXDEV => EntryPath.Refused(entry.Name, "its path leads out of the target", e),
        Errno.ENOTDIR => EntryPath.Refused(entry.Name, "its path leads through something that is no directory", e),
        Errno.ENAMETOOLONG => EntryPath.Refused(entry.Name, "its name is too long", e),
        _ => null,
    };
}
