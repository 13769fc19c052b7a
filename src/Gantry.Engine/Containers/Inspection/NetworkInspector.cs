using Gantry.Engine.Model;
using Gantry.Engine.Model.Containers;
using Gantry.Engine.Model.Inspection;
using Gantry.Engine.Model.Networks;

namespace Gantry.Engine.Containers.Inspection;

/// <summary>Shows a container's networks: addresses only while it runs, as Podman does (libpod/networking_common.go).</summary>
internal static class NetworkInspector
{
    /// <summary>Builds the section.</summary>
    /// <param name="container">The container.</param>
    /// <param name="joined">What it is on now; empty when it does not run.</param>
    /// <param name="layout">Paths.</param>
    public static NetworkSettingsInspection Inspect(
        Container container, IReadOnlyList<JoinedNetwork> joined, HostLayout layout)
    {
        var spec = container.Spec.Network;
        var networks = new SortedDictionary<string, NetworkInspection>(StringComparer.Ordinal);
        foreach (var attachment in spec.Attachments)
        {
            networks[attachment.Network] = Inspect(
                attachment, joined.FirstOrDefault(one => one.Network.Name == attachment.Network));
        }

        // Podman repeats the default network's addresses at the top, and only when it is the only one.
        var top = spec.Attachments is [{ Network: Network.DefaultName }]
            ? networks[Network.DefaultName]
            : new NetworkInspection();
        return new NetworkSettingsInspection
        {
            Gateway = top.Gateway,
            IPAddress = top.IPAddress,
            IPPrefixLen = top.IPPrefixLen,
            IPv6Gateway = top.IPv6Gateway,
            GlobalIPv6Address = top.GlobalIPv6Address,
            GlobalIPv6PrefixLen = top.GlobalIPv6PrefixLen,
            MacAddress = top.MacAddress,
            Ports = PortInspector.Inspect(spec.Ports),
            SandboxKey = joined.Count > 0 ? layout.NetworkNamespace(container.Id) : "",
            Networks = networks.Count > 0 ? networks : null,
        };
    }

    private static NetworkInspection Inspect(NetworkAttachment attachment, JoinedNetwork? joined)
    {
        var link = joined?.Status?.Interfaces?.Values.FirstOrDefault();
        var addresses = link?.Addresses ?? [];
        var version4 = addresses.FirstOrDefault(address => !IsVersion6(address));
        var version6 = addresses.FirstOrDefault(IsVersion6);
        var aliases = joined?.Attachment.Aliases ?? attachment.Aliases;
        return new NetworkInspection
        {
            NetworkId = attachment.Network,
            Gateway = version4?.Gateway ?? "",
            IPAddress = version4?.Address ?? "",
            IPPrefixLen = version4?.PrefixLength ?? 0,
            IPv6Gateway = version6?.Gateway ?? "",
            GlobalIPv6Address = version6?.Address ?? "",
            GlobalIPv6PrefixLen = version6?.PrefixLength ?? 0,
            MacAddress = link?.MacAddress ?? "",
            Aliases = aliases.Count > 0 ? aliases : null,
        };
    }

    private static bool IsVersion6(InterfaceAddress address) => address.Address.Contains(':', StringComparison.Ordinal);
}
