using Gantry.Engine.Model.Networks;

namespace Gantry.Engine.Networking;

/// <summary>A container's network namespace with all its networks set up.</summary>
/// <param name="Path">Where the namespace has its name.</param>
/// <param name="Networks">What it joined, by interface name.</param>
internal sealed record ConnectedNamespace(string Path, IReadOnlyList<JoinedNetwork> Networks)
{
    /// <summary>All addresses of the container.</summary>
    public IReadOnlyList<string> Addresses => [.. Interfaces.SelectMany(link => link.Addresses ?? []).Select(a => a.Address)];

    /// <summary>The first way out, which is the host on a bridge. Null: there is none.</summary>
    public string? HostAddress => Interfaces
        .SelectMany(link => link.Addresses ?? [])
        .Select(address => address.Gateway)
        .FirstOrDefault(gateway => gateway is not null);

    /// <summary>Name servers that the networks bring.</summary>
    public IReadOnlyList<string> NameServers => [.. Statuses.SelectMany(status => status.DnsServers ?? []).Distinct()];

    /// <summary>Search domains that the networks bring.</summary>
    public IReadOnlyList<string> Searches => [.. Statuses.SelectMany(status => status.DnsSearches ?? []).Distinct()];

    private IEnumerable<NetworkStatus> Statuses => Networks.Select(joined => joined.Status).OfType<NetworkStatus>();

    private IEnumerable<NetworkInterfaceStatus> Interfaces =>
        Statuses.SelectMany(status => status.Interfaces?.Values ?? []);
}
