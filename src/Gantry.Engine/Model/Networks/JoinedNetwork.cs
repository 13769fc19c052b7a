using Gantry.Engine.Model.Containers;

namespace Gantry.Engine.Model.Networks;

/// <summary>
/// A container on a network, as it was set up: what taking it down needs, even when the network or the container was
/// changed since.
/// </summary>
public sealed record JoinedNetwork
{
    /// <summary>The container's name then.</summary>
    public required string ContainerName { get; init; }

    /// <summary>The network then.</summary>
    public required Network Network { get; init; }

    /// <summary>How it joined, with the addresses and the interface name it was given.</summary>
    public required NetworkAttachment Attachment { get; init; }

    /// <summary>Ports published on the host.</summary>
    public IReadOnlyList<PortMapping> Ports { get; init; } = [];

    /// <summary>What came out. Null: it is being set up, or that was cut short.</summary>
    public NetworkStatus? Status { get; init; }
}
