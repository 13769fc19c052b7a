using System.Buffers.Binary;
using System.Text;

namespace Gantry.Linux;

/// <summary>
/// The outer end of a pair of virtual Ethernet interfaces whose inner end is in a network namespace (veth(4)). Taken
/// down, nothing reaches the inner one and nothing leaves it, while its addresses and routes stay.
/// </summary>
public static class VethLink
{
    // linux/ethtool.h; the first statistic of a veth is peer_ifindex (drivers/net/veth.c).
    private const int GetDriverInfo = 0x3;
    private const int DriverInfoLength = 196;
    private const int DriverInfoStatistics = 180;
    private const int GetStatistics = 0x1d;

    /// <summary>Takes the outer end up or down.</summary>
    /// <param name="namespacePath">The namespace of the inner end.</param>
    /// <param name="innerName">The inner end's name.</param>
    /// <param name="isUp">Whether traffic passes.</param>
    /// <returns>False when the interface is not one of such a pair, or not there.</returns>
    public static bool TrySetUp(string namespacePath, string innerName, bool isUp)
    {
        var peer = 0;
        NetworkNamespace.Run(namespacePath, () => peer = PeerIndex(innerName));
        if (peer == 0)
        {
            return false;
        }

        SetFlags(peer, isUp);
        return true;
    }

    private static unsafe int PeerIndex(string name)
    {
        using var socket = OpenSocket();
        var information = stackalloc byte[DriverInfoLength];
        if (!TryAsk(socket, name, GetDriverInfo, information)
            || Encoding.ASCII.GetString(information + 4, 4) != "veth")
        {
            return 0;
        }

        var count = BinaryPrimitives.ReadInt32LittleEndian(new Span<byte>(information + DriverInfoStatistics, 4));
        var statistics = new byte[8 + (8 * count)];
        fixed (byte* first = statistics)
        {
            BinaryPrimitives.WriteInt32LittleEndian(statistics.AsSpan(4), count);
            return TryAsk(socket, name, GetStatistics, first)
                ? (int)BinaryPrimitives.ReadUInt64LittleEndian(statistics.AsSpan(8))
                : 0;
        }
    }

    private static unsafe bool TryAsk(Descriptor socket, string name, int command, byte* data)
    {
        BinaryPrimitives.WriteInt32LittleEndian(new Span<byte>(data, 4), command);
        var request = stackalloc byte[LibC.InterfaceRequestLength];
        new Span<byte>(request, LibC.InterfaceRequestLength).Clear();
        Encoding.ASCII.GetBytes(name, new Span<byte>(request, LibC.InterfaceNameLength - 1));
        *(nint*)(request + LibC.InterfaceNameLength) = (nint)data;
        return LibC.InterfaceControl(socket, LibC.SiocEthtool, request) == 0;
    }

    private static unsafe void SetFlags(int index, bool isUp)
    {
        using var socket = OpenSocket();
        var request = stackalloc byte[LibC.InterfaceRequestLength];
        new Span<byte>(request, LibC.InterfaceRequestLength).Clear();
        *(int*)(request + LibC.InterfaceNameLength) = index;
        Control(LibC.SiocGetInterfaceName);
        Control(LibC.SiocGetInterfaceFlags);
        var flags = (short*)(request + LibC.InterfaceNameLength);
        *flags = (short)(isUp ? *flags | LibC.InterfaceUp : *flags & ~LibC.InterfaceUp);
        Control(LibC.SiocSetInterfaceFlags);

        void Control(nuint call)
        {
            if (LibC.InterfaceControl(socket, call, request) < 0)
            {
                throw LinuxException.FromLastError("ioctl", $"interface {index}");
            }
        }
    }

    private static Descriptor OpenSocket()
    {
        var number = LibC.Socket(LibC.AfInet, LibC.SockDatagram | LibC.SockCloExec, 0);
        return number >= 0 ? new Descriptor(number) : throw LinuxException.FromLastError("socket", "AF_INET");
    }
}
