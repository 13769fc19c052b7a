namespace Gantry.Linux;

/// <summary>The terminal behind a descriptor, given by its number (termios(3)).</summary>
public static class Terminal
{
    private const int SetAfterOutput = 1; // TCSADRAIN

    /// <summary>Whether the descriptor is a terminal.</summary>
    public static bool IsTerminal(int fd) => LibC.IsATty(fd) == 1;

    /// <summary>Size in characters; null when it is no terminal or does not know (TIOCGWINSZ).</summary>
    public static unsafe (int Columns, int Rows)? Size(int fd)
    {
        // struct winsize: rows, columns, and two unused.
        var size = stackalloc ushort[4];
        return LibC.IoCtl(fd, LibC.TioCGWinSz, size) == 0 && size[0] > 0 && size[1] > 0 ? (size[1], size[0]) : null;
    }

    /// <summary>Tells the terminal its size in characters; who reads from it gets SIGWINCH (TIOCSWINSZ).</summary>
    public static unsafe void SetSize(int fd, int columns, int rows)
    {
        var size = stackalloc ushort[] { checked((ushort)rows), checked((ushort)columns), 0, 0 };
        if (LibC.IoCtl(fd, LibC.TioCSWinSz, size) < 0)
        {
            throw LinuxException.FromLastError("ioctl TIOCSWINSZ", $"descriptor {fd}");
        }
    }

    /// <summary>
    /// Hands every key through as it is, Ctrl-C included, without echo (cfmakeraw(3)). Disposing the result brings
    /// back what was.
    /// </summary>
    public static unsafe IDisposable SetRaw(int fd)
    {
        var original = new byte[LibC.TermiosSize];
        var raw = stackalloc byte[LibC.TermiosSize];
        fixed (byte* pointer = original)
        {
            Check(LibC.TcGetAttr(fd, pointer), "tcgetattr", fd);
        }

        original.CopyTo(new Span<byte>(raw, LibC.TermiosSize));
        LibC.CfMakeRaw(raw);
        Check(LibC.TcSetAttr(fd, SetAfterOutput, raw), "tcsetattr", fd);
        return new Restore(fd, original);
    }

    private static void Check(int result, string call, int fd)
    {
        if (result < 0)
        {
            throw LinuxException.FromLastError(call, $"descriptor {fd}");
        }
    }

    private sealed class Restore(int fd, byte[] original) : IDisposable
    {
        public unsafe void Dispose()
        {
            fixed (byte* pointer = original)
            {
                // A terminal that has gone meanwhile needs nothing restored.
                _ = LibC.TcSetAttr(fd, SetAfterOutput, pointer);
            }
        }
    }
}
