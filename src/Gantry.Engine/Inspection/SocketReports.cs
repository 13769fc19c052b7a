using System.Buffers.Binary;
using System.Net;
using Gantry.Engine.CriuImages;
using Gantry.CriuImages;
using Gantry.Engine.Model.Reports;
using Google.Protobuf.Collections;

namespace Gantry.Engine.Inspection;

/// <summary>Makes reports of sockets; numbers are those of the kernel's headers.</summary>
internal sealed class SocketReports(CriuImageSet images)
{
    private const uint Stream = 1;
    private const uint Listening = 10;

    private readonly Dictionary<uint, UnixSocket> _unixByInode = images.Files.Values
        .Select(file => file.Unix)
        .OfType<UnixSocket>()
        .GroupBy(socket => socket.Inode)
        .ToDictionary(group => group.Key, group => group.First());

    /// <summary>A socket of the internet family.</summary>
    public SocketReport Of(InetSocket socket)
    {
        var stream = images.Streams.GetValueOrDefault(socket.Inode);
        return new SocketReport(
            socket.Inode,
            socket.Protocol switch
            {
                6 => "tcp",
                17 => "udp",
                136 => "udplite",
                1 => "icmp",
                58 => "icmpv6",
                255 => "raw",
                var other => $"protocol {other}",
            },
            StateOf(socket.State, socket.Protocol == 6),
            Endpoint(socket.LocalAddress, socket.LocalPort),
            socket.RemotePort == 0 ? "" : Endpoint(socket.RemoteAddress, socket.RemotePort),
            stream?.ReceiveQueue ?? images.Queued.GetValueOrDefault((false, socket.Id)),
            stream?.SendQueue ?? 0);
    }

    /// <summary>A Unix socket.</summary>
    public SocketReport Of(UnixSocket socket) => new(
        socket.Inode,
        socket.Type switch
        {
            Stream => "unix stream",
            2 => "unix datagram",
            5 => "unix seqpacket",
            var other => $"unix {other}",
        },
        StateOf(socket.State, isTcp: true),
        NameOf(socket),
        socket.Peer == 0 ? "" : _unixByInode.TryGetValue(socket.Peer, out var peer) && NameOf(peer) is { Length: > 0 } name
            ? name
            : $"socket {socket.Peer}",
        images.Queued.GetValueOrDefault((false, socket.Id)),
        0);

    // include/net/tcp_states.h; Unix sockets have the same numbers.
    private static string StateOf(uint state, bool isTcp) => state switch
    {
        1 => isTcp ? "established" : "connected",
        2 => "syn-sent",
        3 => "syn-received",
        4 => "fin-wait-1",
        5 => "fin-wait-2",
        6 => "time-wait",
        7 => isTcp ? "closed" : "unconnected",
        8 => "close-wait",
        9 => "last-ack",
        Listening => "listen",
        11 => "closing",
        _ => $"state {state}",
    };

    // An abstract name begins with a zero byte; ss and /proc/net/unix write it as "@".
    private static string NameOf(UnixSocket socket)
    {
        var name = socket.Name.Span;
        return name is [0, .. var rest] ? "@" + System.Text.Encoding.UTF8.GetString(rest) : ReportText.Of(socket.Name);
    }

    private static string Endpoint(RepeatedField<uint> words, uint port)
    {
        if (words.Count is not (1 or 4))
        {
            return $"port {port}";
        }

        var bytes = new byte[words.Count * sizeof(uint)];
        for (var index = 0; index < words.Count; index++)
        {
            // As they lay in the source's memory; CRIU knows little-endian hosts but for s390, which we do not run on.
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(index * sizeof(uint)), words[index]);
        }

        var address = new IPAddress(bytes);
        return new IPEndPoint(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address, (int)(port & 0xFFFF)).ToString();
    }
}
