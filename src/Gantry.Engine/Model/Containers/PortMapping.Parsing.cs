using System.Globalization;
using System.Net;

namespace Gantry.Engine.Model.Containers;

/// <summary>What a person types after <c>--publish</c>.</summary>
public sealed partial record PortMapping
{
    /// <summary>Reads <c>[[address:][port[-end]]:]port[-end][/protocol]</c>; an IPv6 address stands in brackets.</summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.Invalid"/>.</exception>
    public static PortMapping Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var slash = text.Split('/');
        if (slash.Length > 2)
        {
            throw Bad("invalid port format - protocol can only be specified once");
        }

        var (address, hostPorts, containerPorts) = SplitAddress(slash[0]);
        var (first, count) = ParseRange(containerPorts, "container");
        return new PortMapping(
            ParseAddress(address),
            ParseHostPort(hostPorts, count),
            first,
            count,
            slash.Length == 2 ? ParseProtocol(slash[1]) : "tcp");
    }

    private static (string? Address, string? HostPorts, string ContainerPorts) SplitAddress(string text)
    {
        string? address = null;
        if (text.StartsWith('['))
        {
            var end = text.IndexOf("]:", StringComparison.Ordinal);
            if (end < 0)
            {
                throw Bad("invalid port format - IPv6 address must be followed by a colon (':')");
            }

            address = text[1..end];
            text = text[(end + 2)..];
        }

        var parts = text.Split(':');
        return (address, parts.Length) switch
        {
            (null, 1) => (null, null, parts[0]),
            (null, 3) => (parts[0], parts[1], parts[2]),
            (_, 2) => (address, parts[0], parts[1]),
            (not null, 1) => throw Bad(
                "invalid port format - must provide host and destination port if specifying an IP"),
            (not null, _) => throw Bad(
                "invalid port format - when v6 address specified, must be [ipv6]:hostPort:ctrPort"),
            _ => throw Bad("invalid port format - format is [[hostIP:]hostPort:]containerPort"),
        };
    }

    private static string ParseAddress(string? text)
    {
        if (text is null or "0.0.0.0")
        {
            return "";
        }

        if (text.Length == 0)
        {
            throw Bad("must provide a non-empty container host IP to publish");
        }

        return IPAddress.TryParse(text, out var address)
            ? address.ToString()
            : throw Bad($"cannot parse \"{text}\" as an IP address");
    }

    private static ushort ParseHostPort(string? text, ushort containerCount)
    {
        if (string.IsNullOrEmpty(text))
        {
            return 0;
        }

        var (first, count) = ParseRange(text, "host");
        return count == containerCount
            ? first
            : throw Bad($"host and container port ranges have different lengths: {count} vs {containerCount}");
    }

    private static (ushort First, ushort Count) ParseRange(string text, string side)
    {
        if (text.Length == 0)
        {
            throw Bad("must provide a non-empty container port to publish");
        }

        var parts = text.Split('-');
        if (parts.Length > 2)
        {
            throw Bad($"parsing {side} port: port ranges are formatted as startPort-stopPort");
        }

        var first = ParsePort(parts[0], side);
        if (parts.Length == 1)
        {
            return (first, 1);
        }

        var last = ParsePort(parts[1], side);
        return last > first
            ? (first, (ushort)(last - first + 1))
            : throw Bad(
                $"parsing {side} port: the end port of a range must be higher than the start port - "
                + $"{last} is not higher than {first}");
    }

    private static ushort ParsePort(string text, string side)
    {
        if (!long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var port))
        {
            throw Bad($"parsing {side} port: invalid port number \"{text}\"");
        }

        return port is >= 1 and <= ushort.MaxValue
            ? (ushort)port
            : throw Bad($"parsing {side} port: port numbers must be between 1 and 65535 (inclusive), got {port}");
    }

    private static string ParseProtocol(string text) =>
        text.ToLowerInvariant() is "tcp" or "udp" or "sctp"
            ? text.ToLowerInvariant()
            : throw Bad($"invalid protocol \"{text}\": must be tcp, udp or sctp");

    private static GantryException Bad(string message) => new(ErrorCode.Invalid, message);
}
