namespace Gantry.Linux;

/// <summary>Durability, space and copying. Failures are <see cref="LinuxException"/>.</summary>
public static class Filesystem
{
    private const int CopyBufferSize = 128 * 1024;

    // linux/fs.h: _IOW(0x94, 9, int)
    private const nuint FiClone = 0x40049409;

    /// <summary>Writes a file's content and attributes to the disk (fsync(2)).</summary>
    public static void FsyncFile(string path) => Fsync(path, 0);

    /// <summary>Makes new, renamed and removed names in a folder durable (fsync(2)).</summary>
    public static void FsyncDirectory(string path) => Fsync(path, LibC.ODirectory);

    /// <summary>
    /// Device number of the file system that <paramref name="path"/> is on, as in <see cref="DeviceNumber"/>.
    /// </summary>
    public static ulong Device(string path) => FileStatusReader.Convert(Stat(path)).Device;

    /// <summary>Size and free space of the file system that <paramref name="path"/> is on.</summary>
    public static SpaceInfo Space(string path)
    {
        if (LibC.StatVfs(path, out var status) < 0)
        {
            throw LinuxException.FromLastError("statvfs", path);
        }

        var unit = (long)status.FragmentSize;
        return new SpaceInfo((long)status.Blocks * unit, (long)status.BlocksAvailable * unit);
    }

    /// <summary>
    /// Type of the file system that <paramref name="path"/> is on, such as "ext4", "overlay" or "tmpfs".
    /// </summary>
    public static string FileSystemType(string path)
    {
        var id = Stat(path).MountId;
        return Mounts.List(null).FirstOrDefault(m => m.Id == id)?.FileSystemType
            ?? throw new LinuxException("statx", path, Errno.ENODEV, $"mount {id} is not in /proc/self/mountinfo");
    }

    /// <summary>
    /// Copies bytes between files within the kernel where it can (copy_file_range(2): shares blocks on Btrfs and XFS),
    /// by read and write elsewhere. Neither file's offset matters or moves.
    /// </summary>
    /// <returns>Bytes copied; less than <paramref name="length"/> only where the source ends.</returns>
    public static unsafe long CopyRange(Descriptor from, long fromOffset, Descriptor to, long toOffset, long length)
    {
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(to);
        long copied = 0;
        while (copied < length)
        {
            var (source, target) = (fromOffset + copied, toOffset + copied);
            var wanted = (nuint)Math.Min(length - copied, 1 << 30);
            var count = LibC.CopyFileRange(from, &source, to, &target, wanted, 0);
            if (LibC.Interrupted(count))
            {
                continue;
            }

            // 0 is the end, or a file of /proc or /sys, which the kernel takes for empty; read(2) knows.
            if (count == 0 || (count < 0 && CannotCopyInKernel(LinuxException.LastError)))
            {
                return copied + CopyByReading(from, fromOffset + copied, to, toOffset + copied, length - copied);
            }

            copied += count > 0 ? count : throw to.Failure("copy_file_range");
        }

        return copied;
    }

    /// <summary>
    /// Makes <paramref name="to"/> share all blocks of <paramref name="from"/> until either is written; false where the
    /// file system cannot (ioctl_ficlone(2)).
    /// </summary>
    public static bool TryReflink(Descriptor from, Descriptor to)
    {
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(to);
        if (LibC.IoCtl(to, FiClone, from.Number) == 0)
        {
            return true;
        }

        return CannotCopyInKernel(LinuxException.LastError) ? false : throw to.Failure("ioctl FICLONE");
    }

    /// <summary>
    /// Writes a file that appears whole or not at all, and stays after a power cut once this returns: written as
    /// "&lt;name&gt;.partial", synced, renamed over <paramref name="path"/>, folder synced. Writers of one path exclude
    /// each other by a lock of their own.
    /// </summary>
    /// <param name="path">The file; a link there is replaced, not followed.</param>
    /// <param name="content">Its whole content.</param>
    /// <param name="mode">Its permission bits, whatever the umask.</param>
    public static void WriteAtomically(string path, ReadOnlySpan<byte> content, int mode)
    {
        using var folder = OpenFolderOf(path);
        Replace(folder, path, content, mode, file => file.Sync());
        folder.Sync();
    }

    /// <summary>
    /// As <see cref="WriteAtomically"/>, for a file that need not outlive a power cut: nothing is synced. After one the
    /// file may be the old one, the new one or empty.
    /// </summary>
    /// <param name="path">The file; a link there is replaced, not followed.</param>
    /// <param name="content">Its whole content.</param>
    /// <param name="mode">Its permission bits, whatever the umask.</param>
    public static void WriteVolatile(string path, ReadOnlySpan<byte> content, int mode)
    {
        using var folder = OpenFolderOf(path);
        Replace(folder, path, content, mode, _ => { });
    }

    private static DirectoryDescriptor OpenFolderOf(string path)
    {
        DirectoryDescriptor.RequireAbsolute(path);
        return DirectoryDescriptor.Open(Path.GetDirectoryName(path) ?? "/");
    }

    private static void Replace(
        DirectoryDescriptor folder, string path, ReadOnlySpan<byte> content, int mode, Action<Descriptor> written)
    {
        var name = Path.GetFileName(path);
        var partial = $"{name}.partial";
        folder.RemoveTree(partial);
        try
        {
            using (var file = folder.OpenFile(partial, OpenMode.CreateNew))
            {
                file.Write(content);
                file.SetMode(mode);
                written(file);
            }

            folder.Rename(partial, folder, name);
        }
        catch
        {
            folder.RemoveTree(partial);
            throw;
        }
    }

    private static void Fsync(string path, int flags)
    {
        var number = LibC.Open(path, LibC.ORdOnly | LibC.OCloExec | flags, 0);
        if (number < 0)
        {
            throw LinuxException.FromLastError("open", path);
        }

        using var file = new Descriptor(number);
        file.Sync();
    }

    private static LibC.StatxBuffer Stat(string path) =>
        FileStatusReader.TryReadPath(path, 0) ?? throw new LinuxException("statx", path, Errno.ENOENT);

    private static bool CannotCopyInKernel(Errno errno) =>
        errno is Errno.EXDEV or Errno.EINVAL or Errno.ENOSYS or Errno.EOPNOTSUPP or Errno.ENOTTY or Errno.EPERM;

    private static long CopyByReading(Descriptor from, long fromOffset, Descriptor to, long toOffset, long length)
    {
        var buffer = new byte[(int)Math.Min(length, CopyBufferSize)];
        long copied = 0;
        while (copied < length)
        {
            var part = buffer.AsSpan(0, (int)Math.Min(buffer.Length, length - copied));
            var count = from.ReadAt(part, fromOffset + copied);
            if (count == 0)
            {
                break;
            }

            to.WriteAt(part[..count], toOffset + copied);
            copied += count;
        }

        return copied;
    }
}
