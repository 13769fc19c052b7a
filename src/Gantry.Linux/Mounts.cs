namespace Gantry.Linux;

/// <summary>
/// Mounting and unmounting in this mount namespace. Needs CAP_SYS_ADMIN; failures are <see cref="LinuxException"/>.
/// </summary>
public static class Mounts
{
    /// <summary>Mounts an overlay file system.</summary>
    /// <param name="lowerDirs">Absolute paths of the lower folders, topmost first; up to 500.</param>
    /// <param name="upper">The upper folder; null, with <paramref name="work"/>, for a read-only overlay.</param>
    /// <param name="work">An empty folder on the same file system as <paramref name="upper"/>.</param>
    /// <param name="target">Where to mount it.</param>
    /// <param name="extra">Further overlay options separated by ',', such as "metacopy=off"; null for none.</param>
    public static void Overlay(
        IReadOnlyList<string> lowerDirs, string? upper, string? work, string target, string? extra)
    {
        ArgumentNullException.ThrowIfNull(lowerDirs);
        foreach (var path in lowerDirs)
        {
            DirectoryDescriptor.RequireAbsolute(path);
        }

        OverlayMount.Mount(new OverlayMount.Request(lowerDirs, upper, work, target, extra));
    }

    /// <summary>Mounts a new file system in memory (tmpfs(5)).</summary>
    /// <param name="target">Where to mount it.</param>
    /// <param name="sizeBytes">The most it may hold, in bytes.</param>
    /// <param name="mode">Permission bits of its root.</param>
    /// <param name="flags">What it forbids.</param>
    public static void Tmpfs(
        string target, long sizeBytes, int mode, MountFlags flags = MountFlags.NoSuid | MountFlags.NoDev)
    {
        var options = $"size={sizeBytes},mode={Convert.ToString(mode, 8)}";
        if (LibC.Mount("tmpfs", target, "tmpfs", ToMountFlags(flags), options) < 0)
        {
            throw LinuxException.FromLastError("mount", target);
        }
    }

    /// <summary>
    /// Makes a file or folder visible at a second place; the mount appears there complete or not at all.
    /// </summary>
    /// <param name="source">What to show; a link is followed.</param>
    /// <param name="target">An existing file or folder to show it at.</param>
    /// <param name="readOnly">Whether writing through it is forbidden.</param>
    /// <param name="recursive">Whether mounts beneath the source come along.</param>
    public static void Bind(string source, string target, bool readOnly, bool recursive)
    {
        var depth = recursive ? LibC.AtRecursive : 0;
        var number = LibC.OpenTree(source, LibC.OpenTreeClone | depth);
        if (number < 0)
        {
            throw LinuxException.FromLastError("open_tree", source);
        }

        using var tree = new Descriptor(number);
        if (readOnly && LibC.MountSetAttr(tree, depth, LibC.MountAttrReadOnly) < 0)
        {
            throw LinuxException.FromLastError("mount_setattr", source);
        }

        if (LibC.MoveMount(tree, target) < 0)
        {
            throw LinuxException.FromLastError("move_mount", target);
        }
    }

    /// <summary>
    /// Unmounts all that is mounted at a path or beneath it, last mounted first, in use or not. Nothing there is fine.
    /// </summary>
    public static void UnmountAll(string path)
    {
        foreach (var mount in List(path).Reverse())
        {
            Unmount(mount.MountPoint, detach: true);
        }
    }

    /// <summary>
    /// Stops mounts and unmounts under <paramref name="target"/>, a mount point, and under what is mounted beneath it,
    /// from reaching other mount namespaces and back.
    /// </summary>
    public static void MakePrivate(string target)
    {
        if (LibC.Mount("none", target, null, LibC.MsPrivate | LibC.MsRecursive, null) < 0)
        {
            throw LinuxException.FromLastError("mount", target);
        }
    }

    /// <summary>
    /// Unmounts what is mounted last at <paramref name="target"/>; a link is not followed. Not mounted, or not there,
    /// is fine.
    /// </summary>
    /// <param name="target">The mount point.</param>
    /// <param name="detach">
    /// Whether to take it out of sight at once even while in use, with all beneath it (MNT_DETACH). Without, a mount
    /// in use is <see cref="Errno.EBUSY"/>.
    /// </param>
    public static void Unmount(string target, bool detach)
    {
        var flags = LibC.UMountNoFollow | (detach ? LibC.MntDetach : 0);
        if (LibC.UMount2(target, flags) == 0)
        {
            return;
        }

        var errno = LinuxException.LastError;
        if (errno is not (Errno.EINVAL or Errno.ENOENT))
        {
            throw new LinuxException("umount2", target, errno);
        }
    }

    /// <summary>Whether <paramref name="target"/> is the root of a mount; false when it does not exist.</summary>
    public static bool IsMounted(string target) =>
        FileStatusReader.TryReadPath(target, LibC.AtSymlinkNoFollow) is { } status
        && (status.Attributes & LibC.StatxAttrMountRoot) != 0;

    /// <summary>The mounts of this namespace in mounting order.</summary>
    /// <param name="beneath">Only those at this folder or beneath; null for all.</param>
    public static IReadOnlyList<MountInfo> List(string? beneath)
    {
        var mounts = MountInfoReader.ReadAll();
        if (beneath is null)
        {
            return mounts;
        }

        var folder = beneath.TrimEnd('/');
        return
        [
            .. mounts.Where(
                m => m.MountPoint == beneath || m.MountPoint == folder || IsInside(m.MountPoint, folder)),
        ];
    }

    private static bool IsInside(string path, string folder) =>
        path.Length > folder.Length
        && path[folder.Length] == '/'
        && path.StartsWith(folder, StringComparison.Ordinal);

    private static ulong ToMountFlags(MountFlags flags) =>
        (flags.HasFlag(MountFlags.ReadOnly) ? LibC.MsReadOnly : 0)
        | (flags.HasFlag(MountFlags.NoSuid) ? LibC.MsNoSuid : 0)
        | (flags.HasFlag(MountFlags.NoDev) ? LibC.MsNoDev : 0)
        | (flags.HasFlag(MountFlags.NoExec) ? LibC.MsNoExec : 0);
}
