using System.Runtime.InteropServices;

namespace Gantry.Linux;

/// <summary>
/// Calls into glibc, one file per man-page family. Calls without a wrapper in glibc 2.36 go through
/// <see cref="Syscall"/>; their numbers above 403 are the same on x86-64 and arm64.
/// </summary>
internal static unsafe partial class LibC
{
    private const string Library = "libc";

    internal const int AtFdCwd = -100;
    internal const int AtSymlinkNoFollow = 0x100;
    internal const int AtRemoveDir = 0x200;
    internal const int AtEmptyPath = 0x1000;

    /// <summary>syscall(2). Variadic in C; on both architectures integer arguments travel as in a plain call.</summary>
    [LibraryImport(Library, EntryPoint = "syscall", SetLastError = true)]
    internal static partial long Syscall(long number, nint a1, nint a2, nint a3, nint a4, nint a5);

    /// <summary>Repeats a call that a signal interrupted.</summary>
    internal static bool Interrupted(long result) => result < 0 && LinuxException.LastError == Errno.EINTR;
}
