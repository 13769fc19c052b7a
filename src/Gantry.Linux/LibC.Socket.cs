using System.Runtime.InteropServices;

namespace Gantry.Linux;

/// <summary>Unix sockets: socket(2), connect(2), unix(7).</summary>
internal static unsafe partial class LibC
{
    internal const int AfUnix = 1;
    internal const int SockStream = 1;
    internal const int SockSeqPacket = 5;
    internal const int SockCloExec = 0x80000;
    internal const int ShutWrite = 1;

    /// <summary>socket(2).</summary>
    [LibraryImport(Library, EntryPoint = "socket", SetLastError = true)]
    internal static partial int Socket(int family, int type, int protocol);

    /// <summary>connect(2).</summary>
    [LibraryImport(Library, EntryPoint = "connect", SetLastError = true)]
    internal static partial int Connect(SafeHandle socket, byte* address, uint length);

    /// <summary>bind(2).</summary>
    [LibraryImport(Library, EntryPoint = "bind", SetLastError = true)]
    internal static partial int Bind(SafeHandle socket, byte* address, uint length);

    /// <summary>listen(2).</summary>
    [LibraryImport(Library, EntryPoint = "listen", SetLastError = true)]
    internal static partial int Listen(SafeHandle socket, int backlog);

    /// <summary>accept4(2).</summary>
    [LibraryImport(Library, EntryPoint = "accept4", SetLastError = true)]
    internal static partial int Accept4(SafeHandle socket, byte* address, uint* length, int flags);

    /// <summary>socketpair(2).</summary>
    [LibraryImport(Library, EntryPoint = "socketpair", SetLastError = true)]
    internal static partial int SocketPair(int family, int type, int protocol, int* ends);

    /// <summary>shutdown(2).</summary>
    [LibraryImport(Library, EntryPoint = "shutdown", SetLastError = true)]
    internal static partial int Shutdown(SafeHandle socket, int how);
}
