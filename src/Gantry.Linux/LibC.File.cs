using System.Runtime.InteropServices;
using System.Runtime.InteropServices.Marshalling;

namespace Gantry.Linux;

/// <summary>
/// Descriptors: open(2), read(2), write(2), lseek(2), fcntl(2), fsync(2), sync_file_range(2), fallocate(2), copy_file_range(2).
/// </summary>
internal static unsafe partial class LibC
{
    // asm-generic/fcntl.h; O_DIRECTORY and O_NOFOLLOW are the two that arm64 numbers differently.
    internal const int ORdOnly = 0;
    internal const int OWrOnly = 1;
    internal const int ORdWr = 2;
    internal const int OCreat = 0x40;
    internal const int OExcl = 0x80;
    internal const int ONoCtty = 0x100;
    internal const int OTrunc = 0x200;
    internal const int ONonBlock = 0x800;
    internal const int OCloExec = 0x80000;
    internal const int OPath = 0x200000;
    internal static readonly int ODirectory = IsArm64 ? 0x4000 : 0x10000;
    internal static readonly int ONoFollow = IsArm64 ? 0x8000 : 0x20000;

    internal const int FDupFdCloExec = 1030;
    internal const int FGetFl = 3;
    internal const int FSetFl = 4;
    internal const int FSetPipeSize = 1031;

    internal const int SeekSet = 0;
    internal const int SeekCur = 1;
    internal const int SeekEnd = 2;
    internal const int SeekData = 3;
    internal const int SeekHole = 4;

    internal const uint SyncFileRangeWrite = 2;

    internal const int FallocKeepSize = 1;
    internal const int FallocPunchHole = 2;

    private static bool IsArm64 => RuntimeInformation.ProcessArchitecture == Architecture.Arm64;

    /// <summary>open(2). The mode argument is variadic in C; see <see cref="Syscall"/>.</summary>
    [LibraryImport(Library, EntryPoint = "open", SetLastError = true)]
    internal static partial int Open([MarshalUsing(typeof(LinuxPathMarshaller))] string path, int flags, uint mode);

    /// <summary>close(2).</summary>
    [LibraryImport(Library, EntryPoint = "close", SetLastError = true)]
    internal static partial int Close(nint fd);

    /// <summary>read(2).</summary>
    [LibraryImport(Library, EntryPoint = "read", SetLastError = true)]
    internal static partial nint Read(SafeHandle fd, byte* buffer, nuint count);

    /// <summary>write(2).</summary>
    [LibraryImport(Library, EntryPoint = "write", SetLastError = true)]
    internal static partial nint Write(SafeHandle fd, byte* buffer, nuint count);

    /// <summary>pread(2).</summary>
    [LibraryImport(Library, EntryPoint = "pread", SetLastError = true)]
    internal static partial nint PRead(SafeHandle fd, byte* buffer, nuint count, long offset);

    /// <summary>pwrite(2).</summary>
    [LibraryImport(Library, EntryPoint = "pwrite", SetLastError = true)]
    internal static partial nint PWrite(SafeHandle fd, byte* buffer, nuint count, long offset);

    /// <summary>lseek(2).</summary>
    [LibraryImport(Library, EntryPoint = "lseek", SetLastError = true)]
    internal static partial long LSeek(SafeHandle fd, long offset, int whence);

    /// <summary>fcntl(2) with an integer argument.</summary>
    [LibraryImport(Library, EntryPoint = "fcntl", SetLastError = true)]
    internal static partial int FCntl(SafeHandle fd, int command, nint argument);

    /// <summary>fsync(2).</summary>
    [LibraryImport(Library, EntryPoint = "fsync", SetLastError = true)]
    internal static partial int FSync(SafeHandle fd);

    /// <summary>sync_file_range(2).</summary>
    [LibraryImport(Library, EntryPoint = "sync_file_range", SetLastError = true)]
    internal static partial int SyncFileRange(SafeHandle fd, long offset, long length, uint flags);

    /// <summary>ftruncate(2).</summary>
    [LibraryImport(Library, EntryPoint = "ftruncate", SetLastError = true)]
    internal static partial int FTruncate(SafeHandle fd, long length);

    /// <summary>fallocate(2).</summary>
    [LibraryImport(Library, EntryPoint = "fallocate", SetLastError = true)]
    internal static partial int FAllocate(SafeHandle fd, int mode, long offset, long length);

    /// <summary>copy_file_range(2).</summary>
    [LibraryImport(Library, EntryPoint = "copy_file_range", SetLastError = true)]
    internal static partial nint CopyFileRange(
        SafeHandle from, long* fromOffset, SafeHandle to, long* toOffset, nuint length, uint flags);

    /// <summary>pipe2(2).</summary>
    [LibraryImport(Library, EntryPoint = "pipe2", SetLastError = true)]
    internal static partial int Pipe2(int* ends, int flags);

    /// <summary>flock(2).</summary>
    [LibraryImport(Library, EntryPoint = "flock", SetLastError = true)]
    internal static partial int FLock(SafeHandle fd, int operation);

    /// <summary>ioctl(2) with a pointer or integer argument.</summary>
    [LibraryImport(Library, EntryPoint = "ioctl", SetLastError = true)]
    internal static partial int IoCtl(SafeHandle fd, nuint request, nint argument);
}
