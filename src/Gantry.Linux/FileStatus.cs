namespace Gantry.Linux;

/// <summary>What the kernel knows of a file (statx(2)); never that of a link's target.</summary>
/// <param name="Device">Device the file lives on, encoded as in <see cref="DeviceNumber"/>.</param>
/// <param name="Inode">Inode number; with <paramref name="Device"/> the file's identity (hard links share it).</param>
/// <param name="Kind">What it is.</param>
/// <param name="Mode">The 12 permission bits, set-user-id, set-group-id and sticky included.</param>
/// <param name="Uid">Owner.</param>
/// <param name="Gid">Group.</param>
/// <param name="LinkCount">Number of hard links.</param>
/// <param name="Size">Length in bytes; a symlink's is its target's length.</param>
/// <param name="Blocks512">Space taken, in units of 512 bytes.</param>
/// <param name="RdevMajor">Major number of a device file, 0 otherwise.</param>
/// <param name="RdevMinor">Minor number of a device file, 0 otherwise.</param>
/// <param name="Accessed">Last access.</param>
/// <param name="Modified">Last change of content.</param>
/// <param name="Changed">Last change of content or of attributes.</param>
public readonly record struct FileStatus(
    ulong Device,
    ulong Inode,
    FileKind Kind,
    int Mode,
    uint Uid,
    uint Gid,
    uint LinkCount,
    long Size,
    long Blocks512,
    uint RdevMajor,
    uint RdevMinor,
    UnixTime Accessed,
    UnixTime Modified,
    UnixTime Changed)
{
    /// <summary>The device number of a device file as mknod(2) takes it, 0 otherwise.</summary>
    public ulong Rdev => DeviceNumber.Make(RdevMajor, RdevMinor);

    /// <summary>Whether both are the same file.</summary>
    public bool IsSameFileAs(in FileStatus other) => Device == other.Device && Inode == other.Inode;
}
