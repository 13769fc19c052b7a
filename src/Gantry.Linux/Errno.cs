namespace Gantry.Linux;

/// <summary>
/// Error numbers this code meets, with the kernel's own values (errno(3); the same on x86-64 and arm64).
/// </summary>
public enum Errno
{
    /// <summary>No error.</summary>
    None = 0,

    /// <summary>Operation not permitted.</summary>
    EPERM = 1,

    /// <summary>No such file or directory.</summary>
    ENOENT = 2,

    /// <summary>No such process.</summary>
    ESRCH = 3,

    /// <summary>Interrupted by a signal.</summary>
    EINTR = 4,

    /// <summary>Input/output error.</summary>
    EIO = 5,

    /// <summary>No such device or address; also a FIFO without a reader.</summary>
    ENXIO = 6,

    /// <summary>Argument list too long.</summary>
    E2BIG = 7,

    /// <summary>Not a program the kernel can run.</summary>
    ENOEXEC = 8,

    /// <summary>Bad file descriptor.</summary>
    EBADF = 9,

    /// <summary>No such child process.</summary>
    ECHILD = 10,

    /// <summary>Not ready (would block).</summary>
    EAGAIN = 11,

    /// <summary>Out of memory.</summary>
    ENOMEM = 12,

    /// <summary>Permission denied.</summary>
    EACCES = 13,

    /// <summary>Bad address.</summary>
    EFAULT = 14,

    /// <summary>Not a block device.</summary>
    ENOTBLK = 15,

    /// <summary>Device, mount point or cgroup in use.</summary>
    EBUSY = 16,

    /// <summary>The name exists.</summary>
    EEXIST = 17,

    /// <summary>Crosses into another mount, or (openat2) out of the folder.</summary>
    EXDEV = 18,

    /// <summary>No such device or file-system type.</summary>
    ENODEV = 19,

    /// <summary>Not a directory.</summary>
    ENOTDIR = 20,

    /// <summary>Is a directory.</summary>
    EISDIR = 21,

    /// <summary>Invalid argument.</summary>
    EINVAL = 22,

    /// <summary>Too many open files on this machine.</summary>
    ENFILE = 23,

    /// <summary>Too many open files in this process.</summary>
    EMFILE = 24,

    /// <summary>Not a terminal, or no such ioctl.</summary>
    ENOTTY = 25,

    /// <summary>The program file is being written.</summary>
    ETXTBSY = 26,

    /// <summary>File too large.</summary>
    EFBIG = 27,

    /// <summary>No space left on the device.</summary>
    ENOSPC = 28,

    /// <summary>A pipe or socket cannot seek.</summary>
    ESPIPE = 29,

    /// <summary>Read-only file system.</summary>
    EROFS = 30,

    /// <summary>Too many links.</summary>
    EMLINK = 31,

    /// <summary>The other end is closed.</summary>
    EPIPE = 32,

    /// <summary>Result too large for the buffer.</summary>
    ERANGE = 34,

    /// <summary>File name too long.</summary>
    ENAMETOOLONG = 36,

    /// <summary>The kernel lacks this system call.</summary>
    ENOSYS = 38,

    /// <summary>Directory not empty.</summary>
    ENOTEMPTY = 39,

    /// <summary>Too many symbolic links, or one where none is allowed.</summary>
    ELOOP = 40,

    /// <summary>No such extended attribute.</summary>
    ENODATA = 61,

    /// <summary>Value too large for its type.</summary>
    EOVERFLOW = 75,

    /// <summary>Wrong socket type.</summary>
    EPROTOTYPE = 91,

    /// <summary>Operation not supported by this file or file system.</summary>
    EOPNOTSUPP = 95,

    /// <summary>Address in use.</summary>
    EADDRINUSE = 98,

    /// <summary>Connection reset by the peer.</summary>
    ECONNRESET = 104,

    /// <summary>Not connected.</summary>
    ENOTCONN = 107,

    /// <summary>Timed out.</summary>
    ETIMEDOUT = 110,

    /// <summary>Nobody listens.</summary>
    ECONNREFUSED = 111,

    /// <summary>Stale file handle.</summary>
    ESTALE = 116,

    /// <summary>Disk quota exceeded.</summary>
    EDQUOT = 122,

    /// <summary>Cancelled.</summary>
    ECANCELED = 125,
}
