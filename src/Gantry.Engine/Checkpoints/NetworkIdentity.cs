using System.Net;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Checkpoints;
using Gantry.Engine.Model.Containers;
using Gantry.Engine.Model.Networks;
using Gantry.Engine.Networking;

namespace Gantry.Engine.Checkpoints;

/// <summary>Which addresses a restored container asks for.</summary>
internal static class NetworkIdentity
{
    /// <summary>A specification without the fixed addresses that the person does not want any more.</summary>
    public static ContainerSpec Drop(ContainerSpec spec, NetworkIdentityParts parts) => spec with
    {
        Network = spec.Network with
        {
            Attachments =
            [
                .. spec.Network.Attachments.Select(attachment => attachment with
                {
                    StaticAddresses = parts.HasFlag(NetworkIdentityParts.Addresses) ? [] : attachment.StaticAddresses,
                    StaticMac = parts.HasFlag(NetworkIdentityParts.Mac) ? null : attachment.StaticMac,
                }),
            ],
        },
    };

    /// <summary>A container's networks with what the person wants to be otherwise.</summary>
    /// <exception cref="GantryException">
    /// <see cref="ErrorCode.Invalid"/>: it is on no networks, or on several, of which none is named for an address.
    /// </exception>
    public static NetworkSpec Change(NetworkSpec spec, NetworkChange change, string container)
    {
        if (spec.Mode != "bridge")
        {
            throw new GantryException(
                ErrorCode.Invalid,
                $"container {container} is on no network that could be another one: its network mode is {spec.Mode}");
        }

        IReadOnlyList<NetworkAttachment> attachments = change.Attachments ?? spec.Attachments;
        if (change.Addresses.Count == 0)
        {
            return spec with { Attachments = attachments };
        }

        return attachments is [var only]
            ? spec with { Attachments = [only with { StaticAddresses = change.Addresses }] }
            : throw new GantryException(
                ErrorCode.Invalid,
                $"container {container} is on {attachments.Count} networks: name the one for each address, with NAME:ip=ADDRESS");
    }

    /// <summary>
    /// How the container joins its networks for this run: with the addresses that it had at the checkpoint. An address that
    /// nobody fixed and that the network of this host does not have gives way to another one, unless connections depend on
    /// it.
    /// </summary>
    /// <param name="spec">The container's networks.</param>
    /// <param name="statuses">What it had, by network; those not in it are joined as specified.</param>
    /// <param name="request">How to restore.</param>
    /// <param name="networks">The networks here.</param>
    /// <returns>With what the person should know.</returns>
    public static (IReadOnlyList<NetworkAttachment> Attachments, IReadOnlyList<string> Warnings) Attachments(
        NetworkSpec spec,
        IReadOnlyDictionary<string, NetworkStatus> statuses,
        RestoreRequest request,
        NetworkStore networks)
    {
        List<NetworkAttachment> attachments = [];
        List<string> warnings = [];
        foreach (var attachment in spec.Attachments)
        {
            if (StatusOf(attachment.Network, statuses)?.Interfaces is not { Count: > 0 } interfaces)
            {
                attachments.Add(attachment);
                continue;
            }

            var (name, link) = interfaces.First();
            var former = request.Ignore.HasFlag(NetworkIdentityParts.Addresses)
                ? [.. attachment.StaticAddresses]
                : (link.Addresses ?? []).Select(address => address.Address).ToList();
            var mustKeep = attachment.StaticAddresses.Count > 0 || request.Include.HasFlag(KernelState.TcpEstablished);
            if (!mustKeep && former.Find(text => !IsOn(networks.Resolve(attachment.Network), text)) is { } foreign)
            {
                // Each host has a default network of its own, and nobody counts on its addresses.
                warnings.AddRange(attachment.Network == Network.DefaultName ? [] :
                [
                    $"The address {foreign} of the checkpoint is in no subnet of network {attachment.Network} here; "
                    + "the container gets another one.",
                ]);
                former = [];
            }

            attachments.Add(attachment with
            {
                InterfaceName = name,
                StaticAddresses = former,
                StaticMac = request.Ignore.HasFlag(NetworkIdentityParts.Mac) ? attachment.StaticMac : link.MacAddress,
            });
        }

        return (attachments, warnings);
    }

    // Podman writes its default network's under its own name.
    private static NetworkStatus? StatusOf(string network, IReadOnlyDictionary<string, NetworkStatus> statuses) =>
        statuses.GetValueOrDefault(network)
        ?? (network == Network.DefaultName ? statuses.GetValueOrDefault(Network.DefaultNameOfPodman) : null);

    private static bool IsOn(Network network, string text) =>
        IPAddress.TryParse(text, out var address)
        && (network.Subnets ?? []).Any(subnet => new AddressRange(subnet).Contains(address));
}
