using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Containers;

namespace Gantry.Engine.Networking;

/// <summary>Ports of the host: which are free.</summary>
internal static class HostPorts
{
    private const int Attempts = 100;

    /// <summary>Puts a free port of the host where the person named none.</summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.InUse"/>: no range of that size was found.</exception>
    public static IReadOnlyList<PortMapping> Assign(IReadOnlyList<PortMapping> ports) =>
        [.. ports.Select(port => port.HostPort == 0 ? port with { HostPort = FindFree(port) } : port)];

    /// <summary>Throws when a program, or another container, has one of the ports.</summary>
    /// <param name="ports">Wanted.</param>
    /// <param name="others">Those published by other containers that run.</param>
    /// <exception cref="GantryException"><see cref="ErrorCode.InUse"/>.</exception>
    public static void RequireFree(IReadOnlyList<PortMapping> ports, IEnumerable<PortMapping> others)
    {
        var taken = others.ToList();
        foreach (var port in ports)
        {
            for (var offset = 0; offset < Math.Max((int)port.Range, 1); offset++)
            {
                var number = (ushort)(port.HostPort + offset);
                if (taken.Exists(other => Clashes(port, number, other)) || !CanListen(port, number))
                {
                    throw InUse(port, number);
                }
            }
        }
    }

    private static bool Clashes(PortMapping port, ushort number, PortMapping other) =>
        port.Protocol == other.Protocol
        && number >= other.HostPort
        && number < other.HostPort + Math.Max((int)other.Range, 1)
        && (port.HostAddress.Length == 0 || other.HostAddress.Length == 0 || port.HostAddress == other.HostAddress);

    private static bool CanListen(PortMapping port, ushort number)
    {
        if (port.Protocol is not ("tcp" or "udp"))
        {
            return true;
        }

        var address = AddressOf(port);
        var isTcp = port.Protocol == "tcp";
        try
        {
            using var socket = new Socket(
                address.AddressFamily,
                isTcp ? SocketType.Stream : SocketType.Dgram,
                isTcp ? ProtocolType.Tcp : ProtocolType.Udp);
            socket.Bind(new IPEndPoint(address, number));
            return true;
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            return false;
        }
        catch (SocketException e)
        {
            throw new GantryException(
                ErrorCode.Invalid,
                $"cannot listen on the {port.Protocol.ToUpperInvariant()} port: {Endpoint(port, number)}: bind: {e.Message}",
                e);
        }
    }

    private static ushort FindFree(PortMapping port)
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            probe.Bind(new IPEndPoint(IPAddress.Any, 0));
            var first = ((IPEndPoint)probe.LocalEndPoint!).Port;
            probe.Close();
            var numbers = Enumerable.Range(first, Math.Max((int)port.Range, 1)).ToList();
            if (numbers[^1] <= ushort.MaxValue && numbers.TrueForAll(number => CanListen(port, (ushort)number)))
            {
                return (ushort)first;
            }
        }

        throw new GantryException(
            ErrorCode.InUse, $"failed to find {port.Range} free ports in a row on the host: name them with --publish");
    }

    private static IPAddress AddressOf(PortMapping port) =>
        port.HostAddress.Length == 0 ? IPAddress.Any : IPAddress.Parse(port.HostAddress);

    private static GantryException InUse(PortMapping port, ushort number) => new(
        ErrorCode.InUse,
        $"cannot listen on the {port.Protocol.ToUpperInvariant()} port: {Endpoint(port, number)}: bind: address already in use");

    private static string Endpoint(PortMapping port, ushort number) => string.Create(
        CultureInfo.InvariantCulture, $"listen {port.Protocol}4 {port.HostAddress}:{number}");
}
