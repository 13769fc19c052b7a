using System.Globalization;
using System.Net.NetworkInformation;
using System.Text;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Networks;

namespace Gantry.Engine.Networking;

/// <summary>Names of networks and bridges, which are the whole machine's and not an installation's.</summary>
internal sealed class NetworkNames(HostLayout layout)
{
    // Eight digits that tell this installation from others on the machine; empty for the usual one.
    private readonly string _tag = layout.IsDefault ? "" : Digest.Of(Encoding.UTF8.GetBytes(layout.Root)).Hex[..8];

    /// <summary>Where in the pool of subnets this installation begins.</summary>
    public int PoolStart => _tag.Length == 0 ? 0 : int.Parse(_tag[..6], NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    /// <summary>
    /// The name that netavark gets for a network. It names firewall chains by it, so two engines or installations with
    /// networks of one name would share chains, and the first to take one down would cut off the other.
    /// </summary>
    public string ForNetavark(string network) => $"{network}-gantry{_tag}";

    /// <summary>A bridge that neither a network nor the host has.</summary>
    public string NewBridge(IReadOnlyList<Network> networks)
    {
        // 15 characters are the most (if.h, IFNAMSIZ).
        var prefix = _tag.Length == 0 ? Network.DefaultName : $"g{_tag}n";
        return FirstFree(prefix, 0, BridgesIn(networks));
    }

    /// <summary>A name for a network whose maker gave none.</summary>
    public static string NewNetwork(IReadOnlyList<Network> networks) =>
        FirstFree(Network.DefaultName, 1, networks.Select(network => network.Name));

    private static IEnumerable<string> BridgesIn(IReadOnlyList<Network> networks) =>
        networks.Select(network => network.Interface ?? "")
            .Concat(NetworkInterface.GetAllNetworkInterfaces().Select(link => link.Name));

    private static string FirstFree(string prefix, int first, IEnumerable<string> taken)
    {
        var names = taken.ToHashSet();
        return Enumerable.Range(first, int.MaxValue - first)
            .Select(number => prefix + number.ToString(CultureInfo.InvariantCulture))
            .First(name => !names.Contains(name));
    }
}
