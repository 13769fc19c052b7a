using System.Runtime.InteropServices;
using System.Runtime.InteropServices.Marshalling;

namespace Gantry.Linux;

/// <summary>posix_spawn(3) and its attributes. These return the error number and leave errno alone.</summary>
internal static unsafe partial class LibC
{
    /// <summary>
    /// More than posix_spawnattr_t (336), posix_spawn_file_actions_t (80) and sigset_t (128) take in glibc.
    /// </summary>
    internal const int SpawnObjectSize = 512;

    internal const short SpawnSetSigDef = 0x04;
    internal const short SpawnSetSigMask = 0x08;
    internal const short SpawnSetSid = 0x80;

    /// <summary>posix_spawn(3).</summary>
    [LibraryImport(Library, EntryPoint = "posix_spawn")]
    internal static partial int PosixSpawn(
        out int pid,
        [MarshalUsing(typeof(LinuxPathMarshaller))] string path,
        byte* fileActions,
        byte* attributes,
        byte** arguments,
        byte** environment);

    /// <summary>posix_spawnattr_init(3).</summary>
    [LibraryImport(Library, EntryPoint = "posix_spawnattr_init")]
    internal static partial int SpawnAttrInit(byte* attributes);

    /// <summary>posix_spawnattr_destroy(3).</summary>
    [LibraryImport(Library, EntryPoint = "posix_spawnattr_destroy")]
    internal static partial int SpawnAttrDestroy(byte* attributes);

    /// <summary>posix_spawnattr_setflags(3).</summary>
    [LibraryImport(Library, EntryPoint = "posix_spawnattr_setflags")]
    internal static partial int SpawnAttrSetFlags(byte* attributes, short flags);

    /// <summary>posix_spawnattr_setsigmask(3).</summary>
    [LibraryImport(Library, EntryPoint = "posix_spawnattr_setsigmask")]
    internal static partial int SpawnAttrSetSigMask(byte* attributes, byte* signals);

    /// <summary>posix_spawnattr_setsigdefault(3).</summary>
    [LibraryImport(Library, EntryPoint = "posix_spawnattr_setsigdefault")]
    internal static partial int SpawnAttrSetSigDefault(byte* attributes, byte* signals);

    /// <summary>posix_spawn_file_actions_init(3).</summary>
    [LibraryImport(Library, EntryPoint = "posix_spawn_file_actions_init")]
    internal static partial int SpawnActionsInit(byte* actions);

    /// <summary>posix_spawn_file_actions_destroy(3).</summary>
    [LibraryImport(Library, EntryPoint = "posix_spawn_file_actions_destroy")]
    internal static partial int SpawnActionsDestroy(byte* actions);

    /// <summary>posix_spawn_file_actions_adddup2(3).</summary>
    [LibraryImport(Library, EntryPoint = "posix_spawn_file_actions_adddup2")]
    internal static partial int SpawnActionsAddDup2(byte* actions, int fd, int newFd);

    /// <summary>posix_spawn_file_actions_addclose(3); in glibc a number that is not open is no error.</summary>
    [LibraryImport(Library, EntryPoint = "posix_spawn_file_actions_addclose")]
    internal static partial int SpawnActionsAddClose(byte* actions, int fd);

    /// <summary>posix_spawn_file_actions_addclosefrom_np(3), glibc 2.34.</summary>
    [LibraryImport(Library, EntryPoint = "posix_spawn_file_actions_addclosefrom_np")]
    internal static partial int SpawnActionsAddCloseFrom(byte* actions, int from);

    /// <summary>posix_spawn_file_actions_addopen(3).</summary>
    [LibraryImport(Library, EntryPoint = "posix_spawn_file_actions_addopen")]
    internal static partial int SpawnActionsAddOpen(
        byte* actions, int fd, [MarshalUsing(typeof(LinuxPathMarshaller))] string path, int flags, uint mode);

    /// <summary>posix_spawn_file_actions_addchdir_np(3).</summary>
    [LibraryImport(Library, EntryPoint = "posix_spawn_file_actions_addchdir_np")]
    internal static partial int SpawnActionsAddChDir(
        byte* actions, [MarshalUsing(typeof(LinuxPathMarshaller))] string path);

    /// <summary>sigemptyset(3).</summary>
    [LibraryImport(Library, EntryPoint = "sigemptyset")]
    internal static partial int SigEmptySet(byte* signals);

    /// <summary>sigdelset(3).</summary>
    [LibraryImport(Library, EntryPoint = "sigdelset")]
    internal static partial int SigDelSet(byte* signals, int signal);
}
