using Gantry.Linux;

namespace Gantry.Engine.Storage.Trees;

/// <summary>
/// Plans the tar of a directory. A plan keeps all metadata and no content: its tar has the planned length and the
/// planned entries whatever happens to the tree before it is written.
/// </summary>
/// <remarks>
/// The order is fixed: a directory, the names in it that are no directories, then each directory in it with all
/// beneath; names ordinally. So one directory is open at a time, in the plan as in the tar's making and extraction,
/// and GNU tar, which sets a directory's times as soon as the next entry lies outside it, sets them right.
/// </remarks>
internal static class TreeArchiver
{
    /// <summary>
    /// Walks the directory by descriptors, never following a link, and fixes every entry of its tar, so that the
    /// length is known before a byte is written. File systems mounted beneath are walked too. What vanishes during the
    /// walk is left out.
    /// </summary>
    /// <param name="rootPath">The directory: a path of the host, which is trusted.</param>
    /// <param name="options">What goes in, and how it is named.</param>
    /// <param name="cancellationToken">Stops the walk.</param>
    /// <exception cref="Gantry.Engine.Model.GantryException">Incompatible: a path in it is too long.</exception>
    public static TreePlan Plan(string rootPath, TreeArchiveOptions options, CancellationToken cancellationToken)
    {
        using var root = DirectoryDescriptor.Open(rootPath);
        var builder = new TreePlanBuilder(rootPath, options.Naming, sent: null);
        Walk(root, options, builder, cancellationToken);
        return builder.Build();
    }

    /// <summary>Shows what belongs to the tar of a directory, in the tar's order.</summary>
    internal static void Walk(
        DirectoryDescriptor root, TreeArchiveOptions options, ITreeVisitor visitor, CancellationToken cancellationToken)
    {
        if (options.Paths is { } paths)
        {
            WalkListed(root, paths.Select(Relative), options, visitor, cancellationToken);
        }
        else
        {
            WalkAll(root, options, visitor, cancellationToken);
        }
    }

    private static void WalkAll(
        DirectoryDescriptor root,
        TreeArchiveOptions options,
        ITreeVisitor visitor,
        CancellationToken cancellationToken)
    {
        var pending = new Stack<string>([""]);
        while (pending.TryPop(out var path))
        {
            cancellationToken.ThrowIfCancellationRequested();
            visitor.RequireFits(path);
            using var directory = TryOpen(root, path);
            if (directory is null)
            {
                continue;
            }

            if (path.Length == 0)
            {
                AddRoot(directory, options, visitor);
            }
            else
            {
                visitor.Add(directory, path, ".", directory.Status());
            }

            var children = AddNames(directory, path, options, visitor);
            for (var i = children.Count - 1; i >= 0; i--)
            {
                pending.Push(children[i]);
            }
        }
    }

    private static void AddRoot(DirectoryDescriptor root, TreeArchiveOptions options, ITreeVisitor visitor)
    {
        if (options.Naming == TreeNaming.DotSlash)
        {
            visitor.Add(root, "", ".", root.Status());
        }
    }

    /// <summary>Adds what an open directory holds and returns the paths of the directories in it, in order.</summary>
    private static List<string> AddNames(
        DirectoryDescriptor directory, string path, TreeArchiveOptions options, ITreeVisitor visitor)
    {
        var entries = directory.Enumerate().ToArray();
        Array.Sort(entries, (a, b) => string.CompareOrdinal(a.Name, b.Name));
        var children = new List<string>();
        foreach (var (name, kind, _) in entries)
        {
            if (options.LeaveOut?.Invoke(TreePath.Join(path, name)) == true)
            {
                continue;
            }

            if (kind == FileKind.Directory || TryAdd(directory, path, name, visitor) == FileKind.Directory)
            {
                children.Add(TreePath.Join(path, name));
            }
        }

        return children;
    }

    private static void WalkListed(
        DirectoryDescriptor root,
        IEnumerable<string> paths,
        TreeArchiveOptions options,
        ITreeVisitor visitor,
        CancellationToken cancellationToken)
    {
        string? open = null;
        DirectoryDescriptor? directory = null;
        try
        {
            foreach (var path in paths.Distinct().Order(TreePath.Order))
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (path.Length == 0)
                {
                    AddRoot(root, options, visitor);
                    continue;
                }

                if (options.LeaveOut?.Invoke(path) == true)
                {
                    continue;
                }

                var (parent, name) = TreePath.Split(path);
                if (parent != open)
                {
                    directory?.Dispose();
                    directory = TryOpen(root, parent);
                    open = parent;
                }

                if (directory is not null && TryAdd(directory, parent, name, visitor) == FileKind.Directory)
                {
                    TryAddFolder(directory, parent, name, visitor);
                }
            }
        }
        finally
        {
            directory?.Dispose();
        }
    }

    /// <summary>
    /// Adds a name unless it is a directory, and returns its kind; null when it vanished, which a tree in use does.
    /// </summary>
    private static FileKind? TryAdd(DirectoryDescriptor directory, string path, string name, ITreeVisitor visitor)
    {
        try
        {
            var status = directory.TryStat(name);
            if (status is { Kind: not FileKind.Directory } file)
            {
                visitor.Add(directory, path, name, file);
            }

            return status?.Kind;
        }
        catch (LinuxException e) when (IsGone(e.Errno))
        {
            return null;
        }
    }

    /// <summary>Adds a directory, and not what is in it, unless it vanished.</summary>
    private static void TryAddFolder(DirectoryDescriptor directory, string path, string name, ITreeVisitor visitor)
    {
        try
        {
            if (directory.TryStat(name) is { Kind: FileKind.Directory } status)
            {
                visitor.Add(directory, path, name, status);
            }
        }
        catch (LinuxException e) when (IsGone(e.Errno))
        {
            // As any other name.
        }
    }

    /// <summary>
    /// Whether a failure means that the name was removed, or replaced by something of another kind, since it was seen.
    /// </summary>
    internal static bool IsGone(Errno errno) => errno
        is Errno.ENOENT or Errno.ENOTDIR or Errno.EISDIR or Errno.ELOOP or Errno.EINVAL or Errno.ENXIO
        or Errno.EOPNOTSUPP;

    /// <summary>Opens a directory beneath the root; null when there is none.</summary>
    internal static DirectoryDescriptor? TryOpen(DirectoryDescriptor root, string path)
    {
        if (path.Length == 0)
        {
            return root.Duplicate();
        }

        try
        {
            return root.TryOpenDirectory(path);
        }
        catch (LinuxException e) when (IsGone(e.Errno))
        {
            return null;
        }
    }

    private static string Relative(string path) =>
        TreePath.Normalize(path)
            ?? throw new ArgumentException($"The path '{path}' leads out of the directory.", nameof(path));
}
