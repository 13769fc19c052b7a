using Gantry.Linux;

namespace Gantry.Engine.Storage.Trees;

/// <summary>
/// What the other end has of a directory after the tars of changes that it was sent, and with that what the next one has to
/// hold. A file is the same as long as its identity, size and times are; of a large one that is not, blocks are compared. Takes
/// some 200 bytes for each name, and 16 for each 64 KiB of large files.
/// </summary>
internal sealed class SentTree
{
    // write(2) puts the time on a file before it copies, which may take long; some file systems keep whole seconds.
    private static readonly TimeSpan s_settling = TimeSpan.FromSeconds(2);

    private readonly Dictionary<string, SentName> _names = new(StringComparer.Ordinal);
    private readonly HashSet<string> _noted = new(StringComparer.Ordinal);
    private HashSet<string> _deleted = [];
    private Func<string, FileStatus, bool> _mayChangeUnseen = (_, _) => false;
    private UnixTime _settled;

    /// <summary>
    /// Plans the tar of all that changed. It must be written, and taken by the other end, before the next is planned.
    /// </summary>
    /// <param name="rootPath">The directory, the same each time.</param>
    /// <param name="options">What of it belongs to the tree, and how it is named.</param>
    /// <param name="round">What else is known.</param>
    /// <param name="cancellationToken">Stops the walk.</param>
    public TreePlan PlanChanges(
        string rootPath, TreeArchiveOptions options, TreeRound round, CancellationToken cancellationToken)
    {
        _settled = UnixTime.From(round.Now - s_settling);
        _mayChangeUnseen = round.MayChangeUnseen;
        using var root = DirectoryDescriptor.Open(rootPath);
        var found = Find(root, options, cancellationToken);
        var removed = _names.Keys.Where(path => !found.Has(path)).ToHashSet(StringComparer.Ordinal);
        string[] roots =
        [
            .. removed.Where(path => !removed.Contains(FolderOf(path))).Union(NewlyDeleted(round)).Order(StringComparer.Ordinal),
        ];
        var changed = Changed(found);

        // What is made or removed in a directory changes its times at the other end.
        changed.UnionWith(changed.Concat(roots).Select(FolderOf).Distinct()
            .Where(path => !changed.Contains(path) && IsFolder(root, path, options)).ToList());
        foreach (var path in removed)
        {
            _names.Remove(path);
        }

        var plan = Plan(root, rootPath, options with { Paths = changed }, roots, cancellationToken);
        Doubt(changed.Where(path => !_noted.Contains(path)));
        return plan;
    }

    /// <summary>The blocks that the other end has under a path, if what is there is this file.</summary>
    internal FileBlocks? FormerBlocks(string path, in FileStatus status) =>
        _names.TryGetValue(path, out var name) && name.IsSameFileAs(status) ? name.Blocks : null;

    /// <summary>The blocks of a file that is being sent; null for one that has none.</summary>
    internal FileBlocks? Blocks(string path) => _names.TryGetValue(path, out var name) ? name.Blocks : null;

    /// <summary>Notes a name that is sent, as it is before it is read.</summary>
    internal void Note(string path, in FileStatus status, FileBlocks? blocks)
    {
        _noted.Add(path);
        _names[path] = new SentName(
            status.Device,
            status.Inode,
            status.Size,
            status.Modified,
            status.Changed,
            IsSettled: status.Changed < _settled && !_mayChangeUnseen(TreePath.Split(path).Name, status),
            blocks);
    }

    /// <summary>Whether a path still leads to what was noted.</summary>
    internal bool IsStill(string path, in FileStatus status) =>
        _names.TryGetValue(path, out var name) && name.LooksLike(status);

    /// <summary>Has paths looked at again whose content was not read as it was noted.</summary>
    internal void Unsettle(IEnumerable<string> paths)
    {
        foreach (var path in paths)
        {
            if (_names.TryGetValue(path, out var name))
            {
                _names[path] = name with { IsSettled = false };
            }
        }
    }

    private static string FolderOf(string path) => path.Length == 0 ? "/" : TreePath.Split(path).Directory;

    private FoundNames Find(DirectoryDescriptor root, TreeArchiveOptions options, CancellationToken cancellationToken)
    {
        var found = new FoundNames();
        TreeArchiver.Walk(root, options, found, cancellationToken);
        if (options.Paths is not null)
        {
            // A directory that looks like the image's again is no change any more; the other end has to hear of it.
            var former = _names.Keys.Where(path => !found.Has(path) && IsFolder(root, path, options)).ToList();
            TreeArchiver.Walk(root, options with { Paths = former }, found, cancellationToken);
        }

        return found;
    }

    private List<string> NewlyDeleted(TreeRound round)
    {
        var deleted = round.Deleted.Select(path => path.TrimStart('/')).ToHashSet(StringComparer.Ordinal);
        var added = deleted.Except(_deleted).ToList();
        _deleted = deleted;
        return added;
    }

    /// <summary>The paths that changed, all names of a file with it: what is linked stays linked.</summary>
    private HashSet<string> Changed(FoundNames found)
    {
        var files = new HashSet<(ulong, ulong)>();
        var changed = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (path, status) in found.All)
        {
            var isSame = _names.TryGetValue(path, out var name) && name.IsSettled && name.LooksLike(status)
                && !_mayChangeUnseen(TreePath.Split(path).Name, status);
            if (!isSame)
            {
                changed.Add(path);
                files.Add((status.Device, status.Inode));
            }
        }

        changed.UnionWith(found.All
            .Where(one => one.Value.Kind != FileKind.Directory && files.Contains((one.Value.Device, one.Value.Inode)))
            .Select(one => one.Key));
        return changed;
    }

    private TreePlan Plan(
        DirectoryDescriptor root,
        string rootPath,
        TreeArchiveOptions options,
        IEnumerable<string> removed,
        CancellationToken cancellationToken)
    {
        _noted.Clear();
        var builder = new TreePlanBuilder(rootPath, options.Naming, this);
        foreach (var path in removed)
        {
            builder.AddRemoval(path);
        }

        TreeArchiver.Walk(root, options, builder, cancellationToken);
        return builder.Build();
    }

    // What vanished before it was planned: the other end has something else there, if anything.
    private void Doubt(IEnumerable<string> paths)
    {
        foreach (var path in paths)
        {
            if (_names.TryGetValue(path, out var name))
            {
                _names[path] = name with { IsSettled = false, Blocks = null };
            }
        }
    }

    private static bool IsFolder(DirectoryDescriptor root, string path, TreeArchiveOptions options)
    {
        if (path.Length == 0)
        {
            return options.Naming == TreeNaming.DotSlash;
        }

        if (path[0] == '/' || options.LeaveOut?.Invoke(path) == true)
        {
            return false;
        }

        using var folder = TreeArchiver.TryOpen(root, path);
        return folder is not null;
    }
}
