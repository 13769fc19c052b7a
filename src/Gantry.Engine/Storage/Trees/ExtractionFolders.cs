using Gantry.Linux;

namespace Gantry.Engine.Storage.Trees;

/// <summary>
/// Opens the directories that entries go into, beneath the target whatever their path says, and keeps the one used
/// last open. Volumes and /dev/shm have no links on the way; in a root file system or layer they are resolved with
/// the target as root directory, as the container itself would. A directory that is opened by one path can only be
/// replaced through another one, its parent: so the one kept is never out of date.
/// </summary>
internal sealed class ExtractionFolders : IDisposable
{
    private const int ImpliedMode = 0x1ED; // 0755

    private readonly bool _isLayer;
    private readonly ResolveMode _resolve;
    private DirectoryDescriptor? _current;
    private string? _currentPath;
    private bool? _inheritsAcl;

    internal ExtractionFolders(string targetDirectory, ExtractionTarget target)
    {
        _isLayer = target == ExtractionTarget.Layer;
        _resolve = target switch
        {
            ExtractionTarget.Layer or ExtractionTarget.RootfsDiff => ResolveMode.InRoot,
            ExtractionTarget.Volume or ExtractionTarget.Shm => ResolveMode.BeneathNoLinks,
            _ => throw new ArgumentOutOfRangeException(nameof(target), target, null),
        };
        Root = DirectoryDescriptor.Open(targetDirectory);
    }

    /// <summary>The target.</summary>
    internal DirectoryDescriptor Root { get; }

    /// <summary>Whether what is created in the directory opened last gets an ACL from it (acl(5)).</summary>
    internal bool InheritsAcl => _inheritsAcl ??= HasDefaultAcl(_current!);

    public void Dispose()
    {
        Forget();
        Root.Dispose();
    }

    /// <summary>Opens a directory, creating what is missing. This object disposes it at the next call.</summary>
    internal DirectoryDescriptor Open(string path)
    {
        if (path != _currentPath)
        {
            Forget();
            _current = TryFind(path) ?? Create(path);
            _currentPath = path;
        }

        return _current!;
    }

    /// <summary>As <see cref="Open"/>; null when it does not exist.</summary>
    internal DirectoryDescriptor? TryOpen(string path)
    {
        if (path != _currentPath)
        {
            Forget();
            _current = TryFind(path);
            _currentPath = _current is null ? null : path;
        }

        return _current;
    }

    /// <summary>Opens a directory beside the one kept; null when it does not exist. The caller disposes it.</summary>
    internal DirectoryDescriptor? TryOpenAnother(string path) =>
        path == _currentPath ? _current!.Duplicate() : TryFind(path);

    /// <summary>Closes the directory kept.</summary>
    internal void Forget()
    {
        _current?.Dispose();
        _current = null;
        _currentPath = null;
        _inheritsAcl = null;
    }

    private DirectoryDescriptor? TryFind(string path)
    {
        if (path.Length == 0)
        {
            return Root.Duplicate();
        }

        try
        {
            return Root.TryOpenDirectory(path, _resolve);
        }
        catch (LinuxException e) when (_isLayer && e.Errno == Errno.ENOTDIR && HasWhiteoutOnTheWay(path))
        {
            return null;
        }
    }

    private DirectoryDescriptor Create(string path)
    {
        var directory = Root.Duplicate();
        var prefix = "";
        try
        {
            foreach (var component in path.Split('/'))
            {
                prefix = TreePath.Join(prefix, component);
                var next = TryFind(prefix) ?? CreateOne(directory, component, prefix);
                directory.Dispose();
                directory = next;
            }

            return directory;
        }
        catch
        {
            directory.Dispose();
            throw;
        }
    }

    private DirectoryDescriptor CreateOne(DirectoryDescriptor parent, string name, string path)
    {
        var isWhiteout = false;
        if (parent.TryStat(name) is { } existing)
        {
            isWhiteout = _isLayer && OverlayMarks.IsWhiteout(existing);
            if (!isWhiteout)
            {
                throw EntryPath.Refused(path, "it is a link that leads nowhere, and a directory is needed there");
            }

            parent.Unlink(name);
        }

        parent.MakeDirectory(name, ImpliedMode);
        if (HasDefaultAcl(parent))
        {
            EntryAttributes.DropInheritedAcl(parent, name, FileKind.Directory);
        }

        parent.SetMode(name, ImpliedMode);
        if (isWhiteout)
        {
            OverlayMarks.MakeOpaque(parent, name);
        }

        return parent.OpenDirectory(name);
    }

    /// <summary>Whether the path, or a part it begins with, is a whiteout of this layer.</summary>
    internal bool HasWhiteoutOnTheWay(string path)
    {
        if (path.Length == 0 || path == _currentPath)
        {
            return false;
        }

        for (var end = path.IndexOf('/'); ; end = path.IndexOf('/', end + 1))
        {
            var (parent, name) = TreePath.Split(end < 0 ? path : path[..end]);
            using var directory = parent.Length == 0 ? Root.Duplicate() : Root.TryOpenDirectory(parent, _resolve);
            if (directory?.TryStat(name) is not { } status)
            {
                return false;
            }

            if (OverlayMarks.IsWhiteout(status))
            {
                return true;
            }

            if (end < 0 || status.Kind is not (FileKind.Directory or FileKind.Symlink))
            {
                return false;
            }
        }
    }

    private static bool HasDefaultAcl(DirectoryDescriptor directory) =>
        directory.ListExtendedAttributes(".").Contains(CarriedAttributes.DefaultAcl);
}
