using System.Collections.Immutable;

namespace Gantry.Engine.Model.Networks;

/// <summary>What a new network is to be.</summary>
public sealed record NetworkCreateRequest
{
    /// <summary>Its name. Null: <c>gantry1</c>, <c>gantry2</c>…</summary>
    public string? Name { get; init; }

    /// <summary>One of <see cref="NetworkDrivers"/>.</summary>
    public string Driver { get; init; } = NetworkDrivers.Bridge;

    /// <summary>Subnets as typed; empty: the next free one of the pool.</summary>
    public IReadOnlyList<string> Subnets { get; init; } = [];

    /// <summary>Gateways as typed, each of the subnet at its place.</summary>
    public IReadOnlyList<string> Gateways { get; init; } = [];

    /// <summary>Ranges as typed (<c>10.1.2.0/28</c> or <c>10.1.2.5-10.1.2.9</c>), each of the subnet at its place.</summary>
    public IReadOnlyList<string> Ranges { get; init; } = [];

    /// <summary>Switches.</summary>
    public NetworkTraits Traits { get; init; }

    /// <summary>Servers that its name service asks.</summary>
    public IReadOnlyList<string> DnsServers { get; init; } = [];

    /// <summary>Options of the driver: <c>mtu</c>, <c>vlan</c>, <c>isolate</c>, <c>parent</c>, <c>mode</c>…</summary>
    public IReadOnlyDictionary<string, string> Options { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>Labels.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary><c>host-local</c>, <c>dhcp</c> or <c>none</c>. Null: what fits the driver and the subnets.</summary>
    public string? AddressManagement { get; init; }

    /// <summary>Name of the bridge or of the parent interface. Null: a free one; the default route's.</summary>
    public string? Interface { get; init; }
}
