using System.Runtime.InteropServices;
using System.Runtime.InteropServices.Marshalling;

namespace Gantry.Linux;

/// <summary>mount(2), umount2(2) and the descriptor-based mount calls of Linux 5.2 and 5.12.</summary>
internal static unsafe partial class LibC
{
    internal const ulong MsReadOnly = 0x1;
    internal const ulong MsNoSuid = 0x2;
    internal const ulong MsNoDev = 0x4;
    internal const ulong MsNoExec = 0x8;
    internal const ulong MsRecursive = 0x4000;
    internal const ulong MsPrivate = 0x40000;

    internal const int MntDetach = 2;
    internal const int UMountNoFollow = 8;

    internal const uint FsConfigSetFlag = 0;
    internal const uint FsConfigSetString = 1;
    internal const uint FsConfigCmdCreate = 6;

    internal const uint OpenTreeClone = 1;
    internal const uint AtRecursive = 0x8000;
    internal const ulong MountAttrReadOnly = 1;

    private const uint CloseOnExec = 1;
    private const uint MoveMountFromEmptyPath = 4;
    private const long SysOpenTree = 428;
    private const long SysMoveMount = 429;
    private const long SysFsOpen = 430;
    private const long SysFsConfig = 431;
    private const long SysFsMount = 432;
    private const long SysMountSetAttr = 442;

    /// <summary>fsopen(2).</summary>
    internal static int FsOpen(string type) => FsOpen(SysFsOpen, type, CloseOnExec);

    /// <summary>fsconfig(2).</summary>
    internal static int FsConfig(SafeHandle context, uint command, string? key, string? value) =>
        FsConfig(SysFsConfig, context, command, key, value, 0);

    /// <summary>fsmount(2).</summary>
    internal static int FsMount(SafeHandle context) => FsMount(SysFsMount, context, CloseOnExec, 0);

    /// <summary>open_tree(2).</summary>
    internal static int OpenTree(string path, uint flags) => OpenTree(SysOpenTree, AtFdCwd, path, flags | OCloExec);

    /// <summary>move_mount(2) of a mount that is not attached yet.</summary>
    internal static int MoveMount(SafeHandle mount, string target) =>
        MoveMount(SysMoveMount, mount, "", AtFdCwd, target, MoveMountFromEmptyPath);

    /// <summary>mount_setattr(2).</summary>
    internal static int MountSetAttr(SafeHandle mount, uint flags, ulong set)
    {
        // struct mount_attr: attr_set, attr_clr, propagation, userns_fd.
        var attributes = stackalloc ulong[] { set, 0, 0, 0 };
        return MountSetAttr(SysMountSetAttr, mount, "", flags | AtEmptyPath, attributes, 4 * sizeof(ulong));
    }

    /// <summary>mount(2).</summary>
    [LibraryImport(Library, EntryPoint = "mount", SetLastError = true)]
    internal static partial int Mount(
        [MarshalUsing(typeof(LinuxPathMarshaller))] string source,
        [MarshalUsing(typeof(LinuxPathMarshaller))] string target,
        [MarshalUsing(typeof(LinuxPathMarshaller))] string? type,
        ulong flags,
        [MarshalUsing(typeof(LinuxPathMarshaller))] string? data);

    /// <summary>umount2(2).</summary>
    [LibraryImport(Library, EntryPoint = "umount2", SetLastError = true)]
    internal static partial int UMount2([MarshalUsing(typeof(LinuxPathMarshaller))] string target, int flags);

    [LibraryImport(Library, EntryPoint = "syscall", SetLastError = true)]
    private static partial int FsOpen(
        long number, [MarshalUsing(typeof(LinuxPathMarshaller))] string type, uint flags);

    [LibraryImport(Library, EntryPoint = "syscall", SetLastError = true)]
    private static partial int FsConfig(
        long number,
        SafeHandle context,
        uint command,
        [MarshalUsing(typeof(LinuxPathMarshaller))] string? key,
        [MarshalUsing(typeof(LinuxPathMarshaller))] string? value,
        int aux);

    [LibraryImport(Library, EntryPoint = "syscall", SetLastError = true)]
    private static partial int FsMount(long number, SafeHandle context, uint flags, uint attributes);

    [LibraryImport(Library, EntryPoint = "syscall", SetLastError = true)]
    private static partial int OpenTree(
        long number, int directory, [MarshalUsing(typeof(LinuxPathMarshaller))] string path, uint flags);

    [LibraryImport(Library, EntryPoint = "syscall", SetLastError = true)]
    private static partial int MoveMount(
        long number,
        SafeHandle from,
        [MarshalUsing(typeof(LinuxPathMarshaller))] string fromPath,
        int to,
        [MarshalUsing(typeof(LinuxPathMarshaller))] string toPath,
        uint flags);

    [LibraryImport(Library, EntryPoint = "syscall", SetLastError = true)]
    private static partial int MountSetAttr(
        long number,
        SafeHandle mount,
        [MarshalUsing(typeof(LinuxPathMarshaller))] string path,
        uint flags,
        ulong* attributes,
        nuint size);
}
