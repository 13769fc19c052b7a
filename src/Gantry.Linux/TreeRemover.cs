namespace Gantry.Linux;

/// <summary>
/// Removes a tree by descriptors. A tree deeper than <see cref="MaxDepth"/> would use up descriptors and stack (a
/// container can build one of any depth), so folders down there are moved up to the top first.
/// </summary>
internal static class TreeRemover
{
    private const int MaxDepth = 48;

    internal static void Remove(DirectoryDescriptor parent, string name)
    {
        if (TryUnlink(parent, name, 0))
        {
            return;
        }

        using (var top = parent.TryOpenChildOnSameMount(name))
        {
            if (top is not null)
            {
                RemoveContent(top, top, 1);
            }
        }

        RemoveEmptied(parent, name);
    }

    private static void RemoveContent(DirectoryDescriptor top, DirectoryDescriptor directory, int depth)
    {
        // Again until empty: folders are moved up into the top, and names removed under an enumeration may hide others.
        while (directory.Enumerate().ToList() is { Count: > 0 } entries)
        {
            foreach (var entry in entries)
            {
                RemoveEntry(top, directory, entry, depth);
            }
        }
    }

    private static void RemoveEntry(
        DirectoryDescriptor top, DirectoryDescriptor directory, DirectoryEntry entry, int depth)
    {
        if (entry.Kind is not (FileKind.Directory or null) && TryUnlink(directory, entry.Name, 0))
        {
            return;
        }

        if (TryUnlink(directory, entry.Name, LibC.AtRemoveDir) || TryUnlink(directory, entry.Name, 0))
        {
            return;
        }

        if (depth >= MaxDepth)
        {
            directory.Rename(entry.Name, top, $".gantry-removed-{Guid.NewGuid():N}");
            return;
        }

        using (var child = directory.TryOpenChildOnSameMount(entry.Name))
        {
            if (child is not null)
            {
                RemoveContent(top, child, depth + 1);
            }
        }

        RemoveEmptied(directory, entry.Name);
    }

    private static void RemoveEmptied(DirectoryDescriptor parent, string name)
    {
        if (!TryUnlink(parent, name, LibC.AtRemoveDir))
        {
            throw new LinuxException("unlinkat", parent.PathOf(name), LinuxException.LastError);
        }
    }

    /// <summary>False when the name is of the other sort, or a directory with content; gone already is true.</summary>
    private static bool TryUnlink(DirectoryDescriptor parent, string name, int flags)
    {
        if (LibC.UnlinkAt(parent.Descriptor, name, flags) == 0)
        {
            return true;
        }

        var errno = LinuxException.LastError;
        return errno switch
        {
            Errno.ENOENT => true,
            Errno.EISDIR or Errno.ENOTDIR or Errno.ENOTEMPTY or Errno.EEXIST => false,
            _ => throw new LinuxException("unlinkat", parent.PathOf(name), errno),
        };
    }
}
