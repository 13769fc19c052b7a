using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Networks;

namespace Gantry.Engine.Networking;

/// <summary>A subnet as numbers: which of its addresses can be given out.</summary>
internal sealed class AddressRange
{
    private readonly IPNetwork _subnet;
    private readonly UInt128 _first;
    private readonly UInt128 _last;

    /// <summary>Reads a subnet of a network on record.</summary>
    public AddressRange(NetworkSubnet subnet)
    {
        _subnet = IPNetwork.Parse(subnet.Subnet);
        Gateway = subnet.Gateway;
        var (lowest, highest) = Bounds(_subnet);

        // The subnet's own address and, in version 4, the broadcast address are nobody's.
        _first = subnet.LeaseRange?.Start is { } start ? ToNumber(IPAddress.Parse(start)) : lowest + 1;
        _last = subnet.LeaseRange?.End is { } end
            ? ToNumber(IPAddress.Parse(end))
            : IsVersion6 ? highest : highest - 1;
    }

    /// <summary>Whether its addresses are of version 6.</summary>
    public bool IsVersion6 => _subnet.BaseAddress.AddressFamily == AddressFamily.InterNetworkV6;

    /// <summary>The address of the way out; null without one.</summary>
    public string? Gateway { get; }

    /// <summary>The range in words, for messages.</summary>
    public string Description => $"{ToAddress(_first)} - {ToAddress(_last)}";

    /// <summary>Whether an address lies in the subnet, given out or not.</summary>
    public bool Contains(IPAddress address) =>
        address.AddressFamily == _subnet.BaseAddress.AddressFamily && _subnet.Contains(address);

    /// <summary>
    /// The first address after <paramref name="last"/> that is neither the gateway's nor taken, from the start again when
    /// the end is reached. Null: all are taken.
    /// </summary>
    public string? Next(string? last, Func<string, bool> isTaken)
    {
        var start = last is not null && ToNumber(IPAddress.Parse(last)) is var number && number >= _first && number < _last
            ? number + 1
            : _first;
        var candidate = start;
        do
        {
            var address = ToAddress(candidate).ToString();
            if (address != Gateway && !isTaken(address))
            {
                return address;
            }

            candidate = candidate == _last ? _first : candidate + 1;
        }
        while (candidate != start);
        return null;
    }

    /// <summary>The first address of a subnet after its own, which Podman gives to the gateway.</summary>
    public static string FirstOf(IPNetwork subnet) =>
        ToAddress(Bounds(subnet).Lowest + 1, subnet.BaseAddress.AddressFamily).ToString();

    /// <summary>Whether two subnets have addresses in common.</summary>
    public static bool Overlap(IPNetwork one, IPNetwork other) =>
        one.BaseAddress.AddressFamily == other.BaseAddress.AddressFamily
        && (one.Contains(other.BaseAddress) || other.Contains(one.BaseAddress));

    /// <summary>The first and the last address of a subnet.</summary>
    public static (string First, string Last) EndsOf(IPNetwork subnet)
    {
        var (lowest, highest) = Bounds(subnet);
        var family = subnet.BaseAddress.AddressFamily;
        return (ToAddress(lowest, family).ToString(), ToAddress(highest, family).ToString());
    }

    /// <summary>An address as a person typed it, in its canonical form.</summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.Invalid"/>.</exception>
    public static IPAddress Parse(string text) =>
        IPAddress.TryParse(text, out var address)
            ? address
            : throw new GantryException(ErrorCode.Invalid, $"\"{text}\" is not an ip address: invalid argument");

    private static (UInt128 Lowest, UInt128 Highest) Bounds(IPNetwork subnet)
    {
        var bits = subnet.BaseAddress.AddressFamily == AddressFamily.InterNetworkV6 ? 128 : 32;
        var lowest = ToNumber(subnet.BaseAddress);
        var free = bits - subnet.PrefixLength;
        return (lowest, free == 128 ? UInt128.MaxValue : lowest + ((UInt128.One << free) - 1));
    }

    private static UInt128 ToNumber(IPAddress address)
    {
        var bytes = address.GetAddressBytes();
        return bytes.Length == 4
            ? BinaryPrimitives.ReadUInt32BigEndian(bytes)
            : BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }

    private static IPAddress ToAddress(UInt128 number, AddressFamily family)
    {
        if (family == AddressFamily.InterNetwork)
        {
            Span<byte> four = stackalloc byte[4];
            BinaryPrimitives.WriteUInt32BigEndian(four, (uint)number);
            return new IPAddress(four);
        }

        Span<byte> sixteen = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(sixteen, number);
        return new IPAddress(sixteen);
    }

    private IPAddress ToAddress(UInt128 number) => ToAddress(number, _subnet.BaseAddress.AddressFamily);
}
