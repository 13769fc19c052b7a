using System.Buffers.Binary;

namespace Gantry.Linux;

/// <summary>
/// Unix sockets (unix(7)). Paths may be of any length: the address holds 107 bytes, so longer ones go through an open
/// descriptor of their folder. On a SOCK_SEQPACKET socket one write is one packet, and one read takes one packet and
/// drops what the buffer does not hold.
/// </summary>
public static class UnixSocket
{
    private const int MaxPathBytes = 107;
    private const int AddressSize = 110;

    /// <summary>
    /// Connects to a SOCK_SEQPACKET socket, such as conmon's "attach". The caller disposes the result.
    /// </summary>
    public static Descriptor ConnectSeqpacket(string path) => Connect(path, LibC.SockSeqPacket);

    /// <summary>Connects to a SOCK_STREAM socket. The caller disposes the result.</summary>
    public static Descriptor ConnectStream(string path) => Connect(path, LibC.SockStream);

    /// <summary>Listens on a new SOCK_SEQPACKET socket at <paramref name="path"/>, which must not exist.</summary>
    public static unsafe Descriptor ListenSeqpacket(string path)
    {
        var socket = Create(LibC.SockSeqPacket);
        try
        {
            using var address = new SocketAddress(path);
            fixed (byte* pointer = address.Bytes)
            {
                Check(LibC.Bind(socket, pointer, AddressSize), "bind", path);
            }

            const int Backlog = 16;
            Check(LibC.Listen(socket, Backlog), "listen", path);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>The next connection to a listening socket. The caller disposes the result.</summary>
    public static async ValueTask<Descriptor> AcceptAsync(Descriptor listener, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(listener);
        await Readiness.WaitAsync(listener, Readiness.Input, cancellationToken);
        return Accept(listener);
    }

    /// <summary>
    /// Two SOCK_STREAM sockets that are connected with each other (socketpair(2)), of which the one for a child blocks. The
    /// caller disposes both.
    /// </summary>
    public static unsafe (Descriptor Ours, Descriptor Childs) CreatePair()
    {
        var ends = stackalloc int[2];
        if (LibC.SocketPair(LibC.AfUnix, LibC.SockStream | LibC.SockCloExec, 0, ends) < 0)
        {
            throw LinuxException.FromLastError("socketpair", "AF_UNIX");
        }

        var ours = new Descriptor(ends[0]);
        ours.SetNonBlocking();
        return (ours, new Descriptor(ends[1]));
    }

    /// <summary>Tells the other end that nothing more follows; reading goes on (shutdown(2)).</summary>
    public static void ShutdownWrite(Descriptor socket)
    {
        ArgumentNullException.ThrowIfNull(socket);
        if (LibC.Shutdown(socket, LibC.ShutWrite) < 0)
        {
            throw socket.Failure("shutdown");
        }
    }

    private static unsafe Descriptor Connect(string path, int type)
    {
        var socket = Create(type);
        try
        {
            using var address = new SocketAddress(path);
            fixed (byte* pointer = address.Bytes)
            {
                Check(LibC.Connect(socket, pointer, AddressSize), "connect", path);
            }

            socket.SetNonBlocking();
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static unsafe Descriptor Accept(Descriptor listener)
    {
        var number = LibC.Accept4(listener, null, null, LibC.SockCloExec);
        if (number < 0)
        {
            throw listener.Failure("accept4");
        }

        var socket = new Descriptor(number);
        socket.SetNonBlocking();
        return socket;
    }

    private static Descriptor Create(int type)
    {
        var number = LibC.Socket(LibC.AfUnix, type | LibC.SockCloExec, 0);
        return number >= 0 ? new Descriptor(number) : throw LinuxException.FromLastError("socket", "AF_UNIX");
    }

    private static void Check(int result, string call, string path)
    {
        if (result < 0)
        {
            throw LinuxException.FromLastError(call, path);
        }
    }

    /// <summary>struct sockaddr_un; keeps the folder open while a long path needs it.</summary>
    private sealed class SocketAddress : IDisposable
    {
        private readonly DirectoryDescriptor? _folder;

        internal SocketAddress(string path)
        {
            DirectoryDescriptor.RequireAbsolute(path);
            var bytes = LinuxPath.ToBytes(path);
            if (bytes.Length > MaxPathBytes)
            {
                _folder = DirectoryDescriptor.Open(Path.GetDirectoryName(path)!);
                bytes = LinuxPath.ToBytes($"{_folder.ProcPath}/{Path.GetFileName(path)}");
            }

            if (bytes.Length > MaxPathBytes)
            {
                _folder?.Dispose();
                throw new LinuxException("connect", path, Errno.ENAMETOOLONG);
            }

            BinaryPrimitives.WriteUInt16LittleEndian(Bytes, LibC.AfUnix);
            bytes.CopyTo(Bytes, sizeof(ushort));
        }

        internal byte[] Bytes { get; } = new byte[AddressSize];

        public void Dispose() => _folder?.Dispose();
    }
}
