using System.Runtime.InteropServices;

namespace Gantry.Linux;

/// <summary>Terminals: termios(3), ioctl_tty(2).</summary>
internal static unsafe partial class LibC
{
    /// <summary>More than struct termios takes in glibc (60).</summary>
    internal const int TermiosSize = 128;

    // asm-generic/ioctls.h
    internal const nuint TioCGWinSz = 0x5413;
    internal const nuint TioCSWinSz = 0x5414;

    /// <summary>isatty(3).</summary>
    [LibraryImport(Library, EntryPoint = "isatty", SetLastError = true)]
    internal static partial int IsATty(int fd);

    /// <summary>ioctl(2) on a bare number, which the caller does not own.</summary>
    [LibraryImport(Library, EntryPoint = "ioctl", SetLastError = true)]
    internal static partial int IoCtl(int fd, nuint request, void* argument);

    /// <summary>tcgetattr(3).</summary>
    [LibraryImport(Library, EntryPoint = "tcgetattr", SetLastError = true)]
    internal static partial int TcGetAttr(int fd, byte* termios);

    /// <summary>tcsetattr(3).</summary>
    [LibraryImport(Library, EntryPoint = "tcsetattr", SetLastError = true)]
    internal static partial int TcSetAttr(int fd, int actions, byte* termios);

    /// <summary>cfmakeraw(3).</summary>
    [LibraryImport(Library, EntryPoint = "cfmakeraw")]
    internal static partial void CfMakeRaw(byte* termios);
}
