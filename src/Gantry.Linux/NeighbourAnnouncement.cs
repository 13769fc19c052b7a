using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Gantry.Linux;

/// <summary>
/// Tells everyone on an Ethernet where an address is now, unasked: for IPv4 an ARP announcement (RFC 5227, 1.1), for IPv6
/// a neighbour advertisement (RFC 4861, 7.2.6). Switches learn from the same frame at which port it is (packet(7)).
/// </summary>
public static class NeighbourAnnouncement
{
    // linux/if_packet.h, linux/sockios.h
    private const int AfPacket = 17;
    private const int LinkAddressLength = 20;
    private const nuint SiocGetHardwareAddress = 0x8927;
    private const nuint SiocGetIndex = 0x8933;

    private const int HardwareLength = 6;
    private const int EthernetLength = 14;
    private const ushort ArpProtocol = 0x0806;
    private const ushort Version6Protocol = 0x86dd;
    private const int ArpLength = 28;
    private const int Version6HeaderLength = 40;
    private const int AdvertisementLength = 32;
    private const byte Icmp6 = 58;

    private static readonly byte[] s_allNodes = IPAddress.Parse("ff02::1").GetAddressBytes();

    /// <summary>Sends one announcement of each address from an interface in a network namespace.</summary>
    /// <param name="namespacePath">The namespace.</param>
    /// <param name="interfaceName">The interface, an Ethernet's.</param>
    /// <param name="addresses">Addresses of that interface.</param>
    /// <exception cref="LinuxException">The interface is not there.</exception>
    /// <exception cref="IOException">It is down.</exception>
    public static void Send(string namespacePath, string interfaceName, IReadOnlyList<IPAddress> addresses) =>
        NetworkNamespace.Run(namespacePath, () =>
        {
            var number = LibC.Socket(AfPacket, LibC.SockRaw | LibC.SockCloExec, 0);
            using var socket = number >= 0 ? new Descriptor(number) : throw LinuxException.FromLastError("socket", "AF_PACKET");
            var hardware = Bind(socket, interfaceName);
            using var stream = socket.AsStream(FileAccess.ReadWrite, leaveOpen: true);
            foreach (var address in addresses)
            {
                stream.Write(Frame(hardware, address));
            }
        });

    /// <summary>The whole frame that announces an address.</summary>
    /// <param name="hardware">The six bytes of the interface's own address.</param>
    /// <param name="address">The address that is there.</param>
    internal static byte[] Frame(ReadOnlySpan<byte> hardware, IPAddress address) =>
        address.AddressFamily == AddressFamily.InterNetwork
            ? ArpFrame(hardware, address.GetAddressBytes())
            : AdvertisementFrame(hardware, address.GetAddressBytes());

    // A request for one's own address, to all: RFC 5227, 3.
    private static byte[] ArpFrame(ReadOnlySpan<byte> hardware, ReadOnlySpan<byte> address)
    {
        var frame = new byte[EthernetLength + ArpLength];
        frame.AsSpan(0, HardwareLength).Fill(0xff);
        WriteSource(frame, hardware, ArpProtocol);
        var arp = frame.AsSpan(EthernetLength);
        ReadOnlySpan<byte> ethernetRequest = [0, 1, 8, 0, 6, 4, 0, 1];
        ethernetRequest.CopyTo(arp);
        hardware.CopyTo(arp[8..]);
        address.CopyTo(arp[14..]);
        address.CopyTo(arp[24..]);
        return frame;
    }

    private static byte[] AdvertisementFrame(ReadOnlySpan<byte> hardware, ReadOnlySpan<byte> address)
    {
        var frame = new byte[EthernetLength + Version6HeaderLength + AdvertisementLength];
        ReadOnlySpan<byte> allNodesHardware = [0x33, 0x33, 0, 0, 0, 1];
        allNodesHardware.CopyTo(frame);
        WriteSource(frame, hardware, Version6Protocol);

        var header = frame.AsSpan(EthernetLength);
        header[0] = 0x60;
        BinaryPrimitives.WriteUInt16BigEndian(header[4..], AdvertisementLength);
        header[6] = Icmp6;
        header[7] = 255;
        address.CopyTo(header[8..]);
        s_allNodes.CopyTo(header[24..]);

        // Overrides what neighbours remember; the option holds the hardware address.
        var advertisement = header[Version6HeaderLength..];
        advertisement[0] = 136;
        advertisement[4] = 0x20;
        address.CopyTo(advertisement[8..]);
        advertisement[24] = 2;
        advertisement[25] = 1;
        hardware.CopyTo(advertisement[26..]);
        BinaryPrimitives.WriteUInt16BigEndian(advertisement[2..], Checksum(header[8..Version6HeaderLength], advertisement));
        return frame;
    }

    private static void WriteSource(Span<byte> frame, ReadOnlySpan<byte> hardware, ushort protocol)
    {
        hardware.CopyTo(frame[HardwareLength..]);
        BinaryPrimitives.WriteUInt16BigEndian(frame[(2 * HardwareLength)..], protocol);
    }

    // RFC 4443, 2.3: over both addresses, length and next header, and the message.
    private static ushort Checksum(ReadOnlySpan<byte> addresses, ReadOnlySpan<byte> message)
    {
        var sum = Sum(addresses) + Sum(message) + (uint)message.Length + Icmp6;
        sum = (sum & 0xffff) + (sum >> 16);
        return (ushort)~((sum & 0xffff) + (sum >> 16));

        static uint Sum(ReadOnlySpan<byte> bytes)
        {
            var sum = 0u;
            for (var i = 0; i < bytes.Length; i += 2)
            {
                sum += BinaryPrimitives.ReadUInt16BigEndian(bytes[i..]);
            }

            return sum;
        }
    }

    /// <summary>Ties the socket to the interface, and returns the interface's hardware address.</summary>
    private static unsafe byte[] Bind(Descriptor socket, string interfaceName)
    {
        var request = stackalloc byte[LibC.InterfaceRequestLength];
        var answer = new Span<byte>(request + LibC.InterfaceNameLength, LibC.InterfaceRequestLength - LibC.InterfaceNameLength);
        Ask(SiocGetIndex);
        var index = BitConverter.ToInt32(answer);
        Ask(SiocGetHardwareAddress);

        // The family of the address comes first.
        var hardware = answer[2..][..HardwareLength].ToArray();
        var address = stackalloc byte[LinkAddressLength];
        new Span<byte>(address, LinkAddressLength).Clear();
        *(ushort*)address = AfPacket;
        *(int*)(address + 4) = index;
        return LibC.Bind(socket, address, LinkAddressLength) == 0
            ? hardware
            : throw LinuxException.FromLastError("bind", interfaceName);

        void Ask(nuint call)
        {
            new Span<byte>(request, LibC.InterfaceRequestLength).Clear();
            Encoding.ASCII.GetBytes(interfaceName, new Span<byte>(request, LibC.InterfaceNameLength - 1));
            if (LibC.InterfaceControl(socket, call, request) < 0)
            {
                throw LinuxException.FromLastError("ioctl", interfaceName);
            }
        }
    }
}
