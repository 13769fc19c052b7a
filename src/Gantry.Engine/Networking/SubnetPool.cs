using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Numerics;
using System.Security.Cryptography;

namespace Gantry.Engine.Networking;

/// <summary>
/// The subnets that networks get when the person names none: /24 from 10.89.0.0 to 10.255.255.0 as with Podman, less
/// what other networks and the host's routes use.
/// </summary>
internal static class SubnetPool
{
    private const int SubnetsPerBlock = 256;
    private const int FirstBlock = 89;
    private const int BlockCount = 256 - FirstBlock;

    /// <summary>The first free subnet of version 4.</summary>
    /// <param name="used">Subnets of other networks.</param>
    /// <param name="routed">Subnets that the host reaches already.</param>
    /// <param name="start">
    /// Where in the pool to begin. Installations beside each other begin at different places, so that two that make their
    /// first network at once do not choose the same.
    /// </param>
    /// <returns>Null when none is free.</returns>
    public static IPNetwork? FindFree(IReadOnlyList<IPNetwork> used, IReadOnlyList<IPNetwork> routed, int start)
    {
        const int Count = BlockCount * SubnetsPerBlock;
        for (var i = 0; i < Count; i++)
        {
            var number = (start + i) % Count;
            var candidate = new IPNetwork(
                new IPAddress([10, (byte)(FirstBlock + (number / SubnetsPerBlock)), (byte)(number % SubnetsPerBlock), 0]), 24);
            if (!used.Concat(routed).Any(other => AddressRange.Overlap(candidate, other)))
            {
                return candidate;
            }
        }

        return null;
    }

    /// <summary>A random subnet of version 6 for this site alone (RFC 4193).</summary>
    public static IPNetwork NewVersion6()
    {
        Span<byte> bytes = stackalloc byte[16];
        RandomNumberGenerator.Fill(bytes[..8]);
        bytes[0] = 0xfd;
        return new IPNetwork(new IPAddress(bytes), 64);
    }

    /// <summary>The subnets of the host's routes of version 4, less the one to everywhere (/proc/net/route).</summary>
    public static IReadOnlyList<IPNetwork> ReadRoutes(string path = "/proc/net/route")
    {
        List<IPNetwork> routes = [];
        foreach (var line in File.ReadLines(path).Skip(1))
        {
            var fields = line.Split('\t');
            if (fields.Length > 7 && ReadAddress(fields[7]) is { } mask && mask != 0)
            {
                var address = new byte[4];
                BinaryPrimitives.WriteUInt32BigEndian(address, ReadAddress(fields[1]) ?? 0);
                routes.Add(new IPNetwork(new IPAddress(address), 32 - BitOperations.TrailingZeroCount(mask)));
            }
        }

        return routes;
    }

    // Hexadecimal in the machine's byte order, which is little-endian on all that Gantry runs on.
    private static uint? ReadAddress(string text) =>
        uint.TryParse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var number)
            ? BinaryPrimitives.ReverseEndianness(number)
            : null;
}
