using Gantry.Engine.Model;
using Gantry.Linux;

namespace Gantry.Engine.Storage.Trees;

/// <summary>Applies an archive's <c>deleted.files</c>, which is untrusted.</summary>
internal static class DeletedFiles
{
    /// <summary>
    /// Removes each path, directories with all beneath them. Links on the way are resolved with
    /// <paramref name="rootfs"/> as root, so nothing outside is touched whatever the paths say; the last component is
    /// removed itself, never a link's target. What does not exist is fine, so this may be repeated.
    /// </summary>
    /// <param name="rootfs">Absolute path of the container's root file system.</param>
    /// <param name="paths">Paths inside the container; a leading <c>/</c> may be missing.</param>
    /// <exception cref="GantryException">
    /// Invalid: a path holds ".." or is the root itself; nothing was removed.
    /// </exception>
    public static void Apply(string rootfs, IReadOnlyList<string> paths)
    {
        var checkedPaths = paths.Select(Check).ToList();
        using var root = DirectoryDescriptor.Open(rootfs);
        foreach (var path in checkedPaths)
        {
            var (parent, name) = TreePath.Split(path);
            using var directory = TryOpen(root, parent);
            directory?.RemoveTree(name);
        }
    }

    private static string Check(string path)
    {
        if (TreePath.Normalize(path) is { Length: > 0 } relative && !relative.Contains('\0', StringComparison.Ordinal))
        {
            return relative;
        }

        throw new GantryException(
            ErrorCode.Invalid, $"The list of deleted files is refused: '{path}' is no path inside a container.");
    }

    private static DirectoryDescriptor? TryOpen(DirectoryDescriptor root, string path)
    {
        if (path.Length == 0)
        {
            return root.Duplicate();
        }

        try
        {
            return root.TryOpenDirectory(path, ResolveMode.InRoot);
        }
        catch (LinuxException e) when (e.Errno is Errno.ENOTDIR or Errno.ELOOP or Errno.ENAMETOOLONG)
        {
            // Such a path does not exist.
            return null;
        }
    }
}
