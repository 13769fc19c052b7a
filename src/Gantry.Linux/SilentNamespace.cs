using System.Buffers.Binary;

namespace Gantry.Linux;

/// <summary>
/// Keeps a network namespace from sending TCP segments, the kernel's own resets among them: a routing rule that comes before
/// all but the one for local addresses, and drops (ip-rule(8); rtnetlink(7)). Addresses and routes can be set up meanwhile;
/// a rule for all protocols would keep the kernel from accepting a gateway.
/// </summary>
public static class SilentNamespace
{
    // linux/netlink.h, linux/rtnetlink.h, linux/fib_rules.h
    private const ushort NewRule = 32;
    private const ushort DeleteRule = 33;
    private const ushort Request = 0x1;
    private const ushort Acknowledge = 0x4;
    private const ushort CreateExclusively = 0x600;
    private const byte Blackhole = 6;
    private const ushort PriorityAttribute = 6;
    private const uint Priority = 1;

    private const ushort ProtocolAttribute = 22;
    private const byte Tcp = 6;

    private const int HeaderLength = 16;
    private const int AttributeLength = 8;
    private const int MessageLength = HeaderLength + 12 + (2 * AttributeLength);
    private const byte Version4 = 2;
    private const byte Version6 = 10;

    /// <summary>Makes the namespace at a path silent, or lets it speak again. What is so already is no error.</summary>
    public static void Set(string namespacePath, bool isSilent) => NetworkNamespace.Run(
        namespacePath,
        () =>
        {
            SetRule(Version4, isSilent);

            // A kernel without IPv6 has nothing to keep silent.
            if (Directory.Exists("/proc/sys/net/ipv6"))
            {
                SetRule(Version6, isSilent);
            }
        });

    private static void SetRule(byte family, bool isSilent)
    {
        var message = new byte[MessageLength];
        BinaryPrimitives.WriteUInt32LittleEndian(message, MessageLength);
        BinaryPrimitives.WriteUInt16LittleEndian(message.AsSpan(4), isSilent ? NewRule : DeleteRule);
        BinaryPrimitives.WriteUInt16LittleEndian(
            message.AsSpan(6), (ushort)(Request | Acknowledge | (isSilent ? CreateExclusively : 0)));
        message[HeaderLength] = family;
        message[HeaderLength + 7] = Blackhole;
        var attributes = message.AsSpan(HeaderLength + 12);
        BinaryPrimitives.WriteUInt16LittleEndian(attributes, AttributeLength);
        BinaryPrimitives.WriteUInt16LittleEndian(attributes[2..], PriorityAttribute);
        BinaryPrimitives.WriteUInt32LittleEndian(attributes[4..], Priority);

        // One byte of value; the rest fills up to a multiple of four.
        BinaryPrimitives.WriteUInt16LittleEndian(attributes[AttributeLength..], 5);
        BinaryPrimitives.WriteUInt16LittleEndian(attributes[(AttributeLength + 2)..], ProtocolAttribute);
        attributes[AttributeLength + 4] = Tcp;
        var errno = Exchange(message);
        if (errno != 0 && errno != (isSilent ? Errno.EEXIST : Errno.ENOENT))
        {
            throw new LinuxException("rtnetlink", "routing rule", errno);
        }
    }

    /// <summary>Sends one request; what is wrong, 0 when nothing is (struct nlmsgerr).</summary>
    private static Errno Exchange(byte[] message)
    {
        var number = LibC.Socket(LibC.AfNetlink, LibC.SockRaw | LibC.SockCloExec, 0);
        using var socket = number >= 0 ? new Descriptor(number) : throw LinuxException.FromLastError("socket", "AF_NETLINK");
        using var stream = socket.AsStream(FileAccess.ReadWrite, leaveOpen: true);
        stream.Write(message);
        var answer = new byte[512];
        var length = stream.Read(answer);
        return length >= HeaderLength + 4
            ? (Errno)(-BinaryPrimitives.ReadInt32LittleEndian(answer.AsSpan(HeaderLength)))
            : Errno.EINVAL;
    }
}
