using System.Runtime.InteropServices;
using System.Runtime.InteropServices.Marshalling;

namespace Gantry.Linux;

/// <summary>File attributes: statx(2), chown(2), chmod(2), utimensat(2), xattr(7).</summary>
internal static unsafe partial class LibC
{
    internal const uint StatxBasicStats = 0x7ff;
    internal const uint StatxMntId = 0x1000;
    internal const ulong StatxAttrMountRoot = 0x2000;

    /// <summary>statx(2) of a name in a directory.</summary>
    [LibraryImport(Library, EntryPoint = "statx", SetLastError = true)]
    internal static partial int StatX(
        SafeHandle directory,
        [MarshalUsing(typeof(LinuxPathMarshaller))] string name,
        int flags,
        uint mask,
        out StatxBuffer status);

    /// <summary>statx(2) of a path.</summary>
    [LibraryImport(Library, EntryPoint = "statx", SetLastError = true)]
    internal static partial int StatX(
        int directory,
        [MarshalUsing(typeof(LinuxPathMarshaller))] string path,
        int flags,
        uint mask,
        out StatxBuffer status);

    /// <summary>fchownat(2).</summary>
    [LibraryImport(Library, EntryPoint = "fchownat", SetLastError = true)]
    internal static partial int FChOwnAt(
        SafeHandle directory,
        [MarshalUsing(typeof(LinuxPathMarshaller))] string name,
        uint uid,
        uint gid,
        int flags);

    /// <summary>chmod(2).</summary>
    [LibraryImport(Library, EntryPoint = "chmod", SetLastError = true)]
    internal static partial int ChMod([MarshalUsing(typeof(LinuxPathMarshaller))] string path, uint mode);

    /// <summary>fchmod(2).</summary>
    [LibraryImport(Library, EntryPoint = "fchmod", SetLastError = true)]
    internal static partial int FChMod(SafeHandle fd, uint mode);

    /// <summary>utimensat(2); <paramref name="times"/> is two struct timespec.</summary>
    [LibraryImport(Library, EntryPoint = "utimensat", SetLastError = true)]
    internal static partial int UTimeNsAt(
        SafeHandle directory, [MarshalUsing(typeof(LinuxPathMarshaller))] string name, long* times, int flags);

    /// <summary>futimens(3).</summary>
    [LibraryImport(Library, EntryPoint = "futimens", SetLastError = true)]
    internal static partial int FUTimeNs(SafeHandle fd, long* times);

    /// <summary>llistxattr(2).</summary>
    [LibraryImport(Library, EntryPoint = "llistxattr", SetLastError = true)]
    internal static partial nint LListXAttr(
        [MarshalUsing(typeof(LinuxPathMarshaller))] string path, byte* list, nuint size);

    /// <summary>lgetxattr(2).</summary>
    [LibraryImport(Library, EntryPoint = "lgetxattr", SetLastError = true)]
    internal static partial nint LGetXAttr(
        [MarshalUsing(typeof(LinuxPathMarshaller))] string path,
        [MarshalUsing(typeof(LinuxPathMarshaller))] string name,
        byte* value,
        nuint size);

    /// <summary>lsetxattr(2).</summary>
    [LibraryImport(Library, EntryPoint = "lsetxattr", SetLastError = true)]
    internal static partial int LSetXAttr(
        [MarshalUsing(typeof(LinuxPathMarshaller))] string path,
        [MarshalUsing(typeof(LinuxPathMarshaller))] string name,
        byte* value,
        nuint size,
        int flags);

    /// <summary>lremovexattr(2).</summary>
    [LibraryImport(Library, EntryPoint = "lremovexattr", SetLastError = true)]
    internal static partial int LRemoveXAttr(
        [MarshalUsing(typeof(LinuxPathMarshaller))] string path,
        [MarshalUsing(typeof(LinuxPathMarshaller))] string name);

    /// <summary>statvfs(3).</summary>
    [LibraryImport(Library, EntryPoint = "statvfs", SetLastError = true)]
    internal static partial int StatVfs(
        [MarshalUsing(typeof(LinuxPathMarshaller))] string path, out StatVfsBuffer status);

    /// <summary>struct statx (statx(2)), 256 bytes on every architecture.</summary>
    [StructLayout(LayoutKind.Sequential, Size = 256)]
    internal struct StatxBuffer
    {
        internal uint Mask;
        internal uint BlockSize;
        internal ulong Attributes;
        internal uint LinkCount;
        internal uint Uid;
        internal uint Gid;
        internal ushort Mode;
        internal ushort Spare;
        internal ulong Inode;
        internal ulong Size;
        internal ulong Blocks;
        internal ulong AttributesMask;
        internal StatxTime Accessed;
        internal StatxTime Born;
        internal StatxTime Changed;
        internal StatxTime Modified;
        internal uint RdevMajor;
        internal uint RdevMinor;
        internal uint DevMajor;
        internal uint DevMinor;
        internal ulong MountId;
    }

    /// <summary>struct statx_timestamp (statx(2)).</summary>
    internal struct StatxTime
    {
        internal long Seconds;
        internal uint Nanoseconds;
        internal int Reserved;
    }

    /// <summary>struct statvfs (statvfs(3)) of 64-bit glibc.</summary>
    [StructLayout(LayoutKind.Sequential, Size = 256)]
    internal struct StatVfsBuffer
    {
        internal ulong BlockSize;
        internal ulong FragmentSize;
        internal ulong Blocks;
        internal ulong BlocksFree;
        internal ulong BlocksAvailable;
        internal ulong Files;
        internal ulong FilesFree;
        internal ulong FilesAvailable;
    }
}
