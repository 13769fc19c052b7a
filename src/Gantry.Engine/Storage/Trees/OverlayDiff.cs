using Gantry.Engine.Model;
using Gantry.Linux;

namespace Gantry.Engine.Storage.Trees;

/// <summary>
/// Finds what a container changed, from the upper directory of its overlay. Follows containers/storage
/// (pkg/archive/changes_linux.go, OverlayChanges): a file in the upper directory is a change whatever its content; a
/// directory is one when something in it was added or deleted, or when its own attributes differ. Two differences:
/// what an opaque directory hides is reported name by name and not as a deletion of the directory, which would delete
/// its new content too; and changes of owner and extended attributes count.
/// </summary>
internal sealed class OverlayDiff
{
    private readonly DirectoryDescriptor _upper;
    private readonly LowerLayers _lower;
    private readonly IReadOnlySet<string> _excluded;
    private readonly List<FileChange> _changes = [];
    private readonly Stack<Folder> _pending = [];

    private OverlayDiff(DirectoryDescriptor upper, LowerLayers lower, IReadOnlySet<string> excluded)
    {
        _upper = upper;
        _lower = lower;
        _excluded = excluded;
    }

    /// <summary>
    /// The paths that Podman leaves out of a diff, themselves and not what is beneath them (containers/podman,
    /// libpod/diff.go); it adds the path of the container's init program.
    /// </summary>
    public static IReadOnlySet<string> PodmanExclusions { get; } = new HashSet<string>(StringComparer.Ordinal)
    {
        "/dev",
        "/etc/hostname",
        "/etc/hosts",
        "/etc/mtab",
        "/etc/resolv.conf",
        "/proc",
        "/run",
        "/run/.containerenv",
        "/run/notify",
        "/run/secrets",
        "/sys",
    };

    /// <summary>Compares an upper directory with the layers beneath it.</summary>
    /// <param name="upper">The overlay's upper directory.</param>
    /// <param name="lowerDirs">Its lower directories, highest first.</param>
    /// <param name="excluded">Absolute paths left out of the result, themselves and not what is beneath them.</param>
    /// <param name="cancellationToken">Stops the walk.</param>
    /// <returns>Each changed path once, sorted ordinally.</returns>
    /// <exception cref="GantryException">
    /// Incompatible: the overlay was mounted with redirect_dir and a directory was renamed.
    /// </exception>
    public static IReadOnlyList<FileChange> Compute(
        string upper,
        IReadOnlyList<string> lowerDirs,
        IReadOnlySet<string> excluded,
        CancellationToken cancellationToken)
    {
        using var root = DirectoryDescriptor.Open(upper);
        using var lower = new LowerLayers(lowerDirs);
        var diff = new OverlayDiff(root, lower, excluded);
        diff.Walk(cancellationToken);
        diff._changes.Sort((a, b) => string.CompareOrdinal(a.Path, b.Path));
        return diff._changes;
    }

    private void Walk(CancellationToken cancellationToken)
    {
        _pending.Push(new Folder("", _lower.AllLayers(), HidesLower: false, IsReported: true));
        while (_pending.TryPop(out var folder))
        {
            cancellationToken.ThrowIfCancellationRequested();
            Visit(folder);
        }
    }

    private void Visit(Folder folder)
    {
        using var upper = TreeArchiver.TryOpen(_upper, folder.Path);
        if (upper is null)
        {
            // A container that runs removed it since it was seen.
            return;
        }

        using var lower = _lower.Open(folder.Path, folder.Layers);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var changesNames = false;
        foreach (var entry in upper.Enumerate())
        {
            seen.Add(entry.Name);
            changesNames |= TryCompare(folder, upper, lower, entry.Name);
        }

        if (folder.HidesLower)
        {
            foreach (var name in lower.Names().Where(n => !seen.Contains(n)))
            {
                Report(FileChangeKind.Deleted, TreePath.Join(folder.Path, name));
                changesNames = true;
            }
        }

        if (changesNames && !folder.IsReported)
        {
            Report(FileChangeKind.Changed, folder.Path);
        }
    }

    private bool TryCompare(Folder folder, DirectoryDescriptor upper, LowerDirectory lower, string name)
    {
        try
        {
            return Compare(folder, upper, lower, name);
        }
        catch (LinuxException e) when (e.Errno == Errno.ENOENT)
        {
            // Removed by a container that runs.
            return false;
        }
    }

    /// <summary>Reports one name of the upper directory; true when it is new or gone.</summary>
    private bool Compare(Folder folder, DirectoryDescriptor upper, LowerDirectory lower, string name)
    {
        if (upper.TryStat(name) is not { } status)
        {
            return false;
        }

        var path = TreePath.Join(folder.Path, name);
        var below = lower.Find(name);
        if (OverlayMarks.IsWhiteout(upper, name, status))
        {
            if (below is not null)
            {
                Report(FileChangeKind.Deleted, path);
            }

            return below is not null;
        }

        if (status.Kind == FileKind.Directory)
        {
            CompareDirectory(folder, upper, name, status, below);
        }
        else
        {
            Report(below is null ? FileChangeKind.Added : FileChangeKind.Changed, path);
        }

        return below is null;
    }

    private void CompareDirectory(
        Folder folder, DirectoryDescriptor upper, string name, in FileStatus status, LowerFile? below)
    {
        var path = TreePath.Join(folder.Path, name);
        RefuseRedirect(upper, name, path);
        var merges = below is { IsDirectory: true };
        var isReported = !merges || !below!.LooksLike(upper, name, status);
        if (isReported)
        {
            Report(below is null ? FileChangeKind.Added : FileChangeKind.Changed, path);
        }

        // Beneath a hidden directory everything of the lower layers is hidden, marked or not.
        var hides = merges && (folder.HidesLower || OverlayMarks.IsOpaque(upper, name));
        _pending.Push(new Folder(path, merges ? [.. below!.Layers] : [], hides, isReported));
    }

    private static void RefuseRedirect(DirectoryDescriptor upper, string name, string path)
    {
        if (CarriedAttributes.TryGet(upper, name, OverlayMarks.Redirect) is not null)
        {
            throw new GantryException(
                ErrorCode.Incompatible,
                $"Cannot tell what the container changed: its directory '/{path}' was renamed by an overlay with "
                + "redirect_dir, which keeps its content under the old name. Containers need redirect_dir=off.");
        }
    }

    private void Report(FileChangeKind kind, string path)
    {
        var absolute = "/" + path;
        if (!_excluded.Contains(absolute))
        {
            _changes.Add(new FileChange(kind, absolute));
        }
    }

    /// <summary>A directory of the upper layer that is still to be visited.</summary>
    /// <param name="Path">Relative to the root.</param>
    /// <param name="Layers">The lower layers that have a directory there which is not hidden from each other.</param>
    /// <param name="HidesLower">Whether the container sees nothing of those layers there.</param>
    /// <param name="IsReported">Whether the directory itself is in the result, or must not be (the root).</param>
    private readonly record struct Folder(string Path, int[] Layers, bool HidesLower, bool IsReported);
}
