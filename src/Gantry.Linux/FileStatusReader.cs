using System.Runtime.InteropServices;

namespace Gantry.Linux;

/// <summary>statx(2) into <see cref="FileStatus"/>.</summary>
internal static class FileStatusReader
{
    private const int TypeMask = 0xF000;

    internal static FileStatus Read(Descriptor file) =>
        LibC.StatX(file, "", LibC.AtEmptyPath | LibC.AtSymlinkNoFollow, LibC.StatxBasicStats, out var status) == 0
            ? Convert(status)
            : throw file.Failure("statx");

    /// <summary>Null when the name does not exist.</summary>
    internal static FileStatus? TryRead(SafeHandle directory, string name, Func<string> subject)
    {
        if (LibC.StatX(directory, name, LibC.AtSymlinkNoFollow, LibC.StatxBasicStats, out var status) == 0)
        {
            return Convert(status);
        }

        var errno = LinuxException.LastError;
        return errno == Errno.ENOENT ? null : throw new LinuxException("statx", subject(), errno);
    }

    /// <summary>Null when the path does not exist.</summary>
    internal static LibC.StatxBuffer? TryReadPath(string path, int flags)
    {
        const uint Mask = LibC.StatxBasicStats | LibC.StatxMntId;
        if (LibC.StatX(LibC.AtFdCwd, path, flags, Mask, out var status) == 0)
        {
            return status;
        }

        var errno = LinuxException.LastError;
        return errno is Errno.ENOENT or Errno.ENOTDIR ? null : throw new LinuxException("statx", path, errno);
    }

    internal static FileStatus Convert(in LibC.StatxBuffer s) => new(
        DeviceNumber.Make(s.DevMajor, s.DevMinor),
        s.Inode,
        KindOf(s.Mode),
        s.Mode & 0xFFF,
        s.Uid,
        s.Gid,
        s.LinkCount,
        (long)s.Size,
        (long)s.Blocks,
        s.RdevMajor,
        s.RdevMinor,
        Time(s.Accessed),
        Time(s.Modified),
        Time(s.Changed));

    private static UnixTime Time(in LibC.StatxTime time) => new(time.Seconds, (int)time.Nanoseconds);

    private static FileKind KindOf(int mode) => (mode & TypeMask) switch
    {
        0x8000 => FileKind.Regular,
        0x4000 => FileKind.Directory,
        0xA000 => FileKind.Symlink,
        0x2000 => FileKind.CharDevice,
        0x6000 => FileKind.BlockDevice,
        0x1000 => FileKind.Fifo,
        0xC000 => FileKind.Socket,
        _ => throw new InvalidDataException($"The kernel reports the unknown file type 0x{mode & TypeMask:X}."),
    };
}
