using System.Runtime.InteropServices;
using System.Runtime.InteropServices.Marshalling;

namespace Gantry.Linux;

/// <summary>
/// Names relative to a directory descriptor: openat2(2), mkdirat(2), unlinkat(2), renameat(2), getdents64(2) …
/// </summary>
internal static unsafe partial class LibC
{
    internal const ulong ResolveNoXDev = 0x01;
    internal const ulong ResolveNoMagicLinks = 0x02;
    internal const ulong ResolveNoSymlinks = 0x04;
    internal const ulong ResolveBeneath = 0x08;
    internal const ulong ResolveInRoot = 0x10;

    private const long SysOpenAt2 = 437;
    private const long SysFChModAt2 = 452;

    /// <summary>openat2(2); glibc 2.36 has no wrapper.</summary>
    internal static int OpenAt2(SafeHandle directory, string path, in OpenHow how)
    {
        fixed (OpenHow* pointer = &how)
        {
            return OpenAt2(SysOpenAt2, directory, path, pointer, (nuint)sizeof(OpenHow));
        }
    }

    /// <summary>fchmodat2(2), Linux 6.6.</summary>
    internal static int FChModAt2(SafeHandle directory, string name, uint mode, int flags) =>
        FChModAt2(SysFChModAt2, directory, name, mode, flags);

    /// <summary>openat(2).</summary>
    [LibraryImport(Library, EntryPoint = "openat", SetLastError = true)]
    internal static partial int OpenAt(
        SafeHandle directory, [MarshalUsing(typeof(LinuxPathMarshaller))] string path, int flags, uint mode);

    /// <summary>mkdirat(2).</summary>
    [LibraryImport(Library, EntryPoint = "mkdirat", SetLastError = true)]
    internal static partial int MkDirAt(
        SafeHandle directory, [MarshalUsing(typeof(LinuxPathMarshaller))] string name, uint mode);

    /// <summary>symlinkat(2).</summary>
    [LibraryImport(Library, EntryPoint = "symlinkat", SetLastError = true)]
    internal static partial int SymlinkAt(
        [MarshalUsing(typeof(LinuxPathMarshaller))] string target,
        SafeHandle directory,
        [MarshalUsing(typeof(LinuxPathMarshaller))] string name);

    /// <summary>mknodat(2).</summary>
    [LibraryImport(Library, EntryPoint = "mknodat", SetLastError = true)]
    internal static partial int MkNodAt(
        SafeHandle directory, [MarshalUsing(typeof(LinuxPathMarshaller))] string name, uint mode, ulong device);

    /// <summary>linkat(2).</summary>
    [LibraryImport(Library, EntryPoint = "linkat", SetLastError = true)]
    internal static partial int LinkAt(
        SafeHandle from,
        [MarshalUsing(typeof(LinuxPathMarshaller))] string fromName,
        SafeHandle to,
        [MarshalUsing(typeof(LinuxPathMarshaller))] string toName,
        int flags);

    /// <summary>unlinkat(2).</summary>
    [LibraryImport(Library, EntryPoint = "unlinkat", SetLastError = true)]
    internal static partial int UnlinkAt(
        SafeHandle directory, [MarshalUsing(typeof(LinuxPathMarshaller))] string name, int flags);

    /// <summary>renameat(2).</summary>
    [LibraryImport(Library, EntryPoint = "renameat", SetLastError = true)]
    internal static partial int RenameAt(
        SafeHandle from,
        [MarshalUsing(typeof(LinuxPathMarshaller))] string fromName,
        SafeHandle to,
        [MarshalUsing(typeof(LinuxPathMarshaller))] string toName);

    /// <summary>readlinkat(2).</summary>
    [LibraryImport(Library, EntryPoint = "readlinkat", SetLastError = true)]
    internal static partial nint ReadLinkAt(
        SafeHandle directory, [MarshalUsing(typeof(LinuxPathMarshaller))] string name, byte* buffer, nuint size);

    /// <summary>readlink(2).</summary>
    [LibraryImport(Library, EntryPoint = "readlink", SetLastError = true)]
    internal static partial nint ReadLink(
        [MarshalUsing(typeof(LinuxPathMarshaller))] string path, byte* buffer, nuint size);

    /// <summary>getdents64(2).</summary>
    [LibraryImport(Library, EntryPoint = "getdents64", SetLastError = true)]
    internal static partial nint GetDents64(SafeHandle directory, byte* buffer, nuint size);

    [LibraryImport(Library, EntryPoint = "syscall", SetLastError = true)]
    private static partial int OpenAt2(
        long number,
        SafeHandle directory,
        [MarshalUsing(typeof(LinuxPathMarshaller))] string path,
        OpenHow* how,
        nuint size);

    [LibraryImport(Library, EntryPoint = "syscall", SetLastError = true)]
    private static partial int FChModAt2(
        long number,
        SafeHandle directory,
        [MarshalUsing(typeof(LinuxPathMarshaller))] string name,
        uint mode,
        int flags);

    /// <summary>struct open_how (openat2(2)).</summary>
    internal struct OpenHow
    {
        internal ulong Flags;
        internal ulong Mode;
        internal ulong Resolve;
    }
}
