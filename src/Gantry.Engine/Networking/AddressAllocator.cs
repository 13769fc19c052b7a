using System.Net;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Containers;
using Gantry.Engine.Model.Networks;
using Gantry.Engine.State;

namespace Gantry.Engine.Networking;

/// <summary>Chooses the addresses of a container on a network. Called within one write, so that no two get one address.</summary>
internal sealed class AddressAllocator(JoinedNetworkTable table)
{
    /// <summary>
    /// The addresses asked for, which must be free, and for each subnet of which none was asked for the next free one. On a
    /// network without addresses of its own: those asked for.
    /// </summary>
    /// <exception cref="GantryException">
    /// <see cref="ErrorCode.InUse"/>: an address is another container's, or none is free. <see cref="ErrorCode.Invalid"/>:
    /// an address is in no subnet.
    /// </exception>
    public IReadOnlyList<string> Allocate(ContainerId id, Network network, NetworkAttachment attachment)
    {
        if (network.AddressManagement.GetValueOrDefault("driver") is not (null or "host-local"))
        {
            return attachment.StaticAddresses;
        }

        var leases = table.Leases(network.Name);
        var wanted = attachment.StaticAddresses.Select(AddressRange.Parse).ToList();
        RequireInSubnets(network, wanted);
        return [.. (network.Subnets ?? []).SelectMany(subnet => AllocateIn(id, subnet, leases, wanted))];
    }

    private List<string> AllocateIn(
        ContainerId id, NetworkSubnet subnet, IReadOnlyDictionary<string, ContainerId> leases, List<IPAddress> wanted)
    {
        var range = new AddressRange(subnet);
        List<string> given = [];
        foreach (var address in wanted.Where(range.Contains).Select(address => address.ToString()))
        {
            if (leases.TryGetValue(address, out var holder) && holder != id)
            {
                throw new GantryException(
                    ErrorCode.InUse,
                    $"IPAM error: requested ip address {address} is already allocated to container ID {holder}");
            }

            given.Add(address);
        }

        if (given.Count > 0)
        {
            return given;
        }

        var next = range.Next(table.LastAddress(subnet.Subnet), leases.ContainsKey)
            ?? throw new GantryException(
                ErrorCode.InUse, $"IPAM error: failed to find free IP in range: {range.Description}");
        table.SetLastAddress(subnet.Subnet, next);
        return [next];
    }

    private static void RequireInSubnets(Network network, List<IPAddress> wanted)
    {
        foreach (var address in wanted)
        {
            var subnet = (network.Subnets ?? []).FirstOrDefault(candidate => new AddressRange(candidate).Contains(address));
            if (subnet is null)
            {
                throw new GantryException(
                    ErrorCode.Invalid, $"requested static ip {address} not in any subnet on network {network.Name}");
            }

            if (subnet.Gateway == address.ToString())
            {
                throw new GantryException(
                    ErrorCode.Invalid,
                    $"IPAM error: requested ip address {address} is the gateway of network {network.Name}");
            }
        }
    }
}
