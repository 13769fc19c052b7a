using System.Net.NetworkInformation;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Containers;
using Gantry.Engine.Model.Networks;

namespace Gantry.Engine.Networking;

/// <summary>Completes what a new container is to join: real names of networks, checked addresses, ports of the host.</summary>
internal sealed class NetworkChoice(NetworkStore networks)
{
    /// <summary>The specification with all that was left open; unchanged when the container has no networks.</summary>
    /// <exception cref="GantryException">
    /// <see cref="ErrorCode.NotFound"/>: a network. <see cref="ErrorCode.Invalid"/>: an address, or a network twice.
    /// <see cref="ErrorCode.InUse"/>: no free port.
    /// </exception>
    public NetworkSpec Complete(NetworkSpec spec)
    {
        if (spec.Mode != "bridge")
        {
            return spec;
        }

        IReadOnlyList<NetworkAttachment> wanted = spec.Attachments.Count > 0
            ? spec.Attachments
            : [new NetworkAttachment { Network = Network.DefaultName }];
        var attachments = wanted.Select(Complete).ToList();
        if (attachments.GroupBy(a => a.Network).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            throw new GantryException(ErrorCode.Invalid, $"network {twice.Key} is named twice: invalid argument");
        }

        return spec with { Attachments = attachments, Ports = HostPorts.Assign(spec.Ports) };
    }

    /// <summary>One attachment, checked against its network.</summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.NotFound"/>, <see cref="ErrorCode.Invalid"/>.</exception>
    public NetworkAttachment Complete(NetworkAttachment attachment)
    {
        var network = networks.Resolve(attachment.Network);
        var addresses = attachment.StaticAddresses.Select(text => AddressRange.Parse(text)).ToList();
        foreach (var address in addresses)
        {
            if (network.Subnets is { Count: > 0 } subnets && !subnets.Any(subnet => new AddressRange(subnet).Contains(address)))
            {
                throw new GantryException(
                    ErrorCode.Invalid, $"requested static ip {address} not in any subnet on network {network.Name}");
            }
        }

        return attachment with
        {
            Network = network.Name,
            StaticAddresses = [.. addresses.Select(address => address.ToString())],
            StaticMac = attachment.StaticMac is { } mac ? ParseMac(mac) : null,
        };
    }

    private static string ParseMac(string text) =>
        PhysicalAddress.TryParse(text.Replace(':', '-').ToUpperInvariant(), out var address)
        && address.GetAddressBytes() is { Length: 6 } bytes
            ? string.Join(':', bytes.Select(part => part.ToString("x2", System.Globalization.CultureInfo.InvariantCulture)))
            : throw new GantryException(ErrorCode.Invalid, $"address {text}: invalid MAC address");
}
