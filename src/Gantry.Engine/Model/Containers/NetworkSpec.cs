namespace Gantry.Engine.Model.Containers;

/// <summary>How a container reaches others.</summary>
public sealed record NetworkSpec
{
    /// <summary><c>none</c>, <c>host</c>, <c>bridge</c>, <c>container:ID</c> or <c>ns:PATH</c>.</summary>
    public string Mode { get; init; } = "none";

    /// <summary>All ports that the image exposes are published, besides <see cref="Ports"/>.</summary>
    public bool PublishAll { get; init; }

    /// <summary>The image's /etc/hosts is left alone.</summary>
    public bool KeepsImageHosts { get; init; }

    /// <summary>Named networks to join, when <see cref="Mode"/> is <c>bridge</c>.</summary>
    public IReadOnlyList<NetworkAttachment> Attachments { get; init; } = [];

    /// <summary>Ports published on the host.</summary>
    public IReadOnlyList<PortMapping> Ports { get; init; } = [];

    /// <summary>Name servers, searches and options for /etc/resolv.conf.</summary>
    public DnsSpec Dns { get; init; } = new();

    /// <summary><c>name:address</c> lines for /etc/hosts.</summary>
    public IReadOnlyList<string> AddedHosts { get; init; } = [];
}

/// <summary>One network a container joins.</summary>
public sealed record NetworkAttachment
{
    /// <summary>The network's name.</summary>
    public required string Network { get; init; }

    /// <summary>Fixed addresses. Empty: the next free one.</summary>
    public IReadOnlyList<string> StaticAddresses { get; init; } = [];

    /// <summary>Fixed hardware address. Null: random.</summary>
    public string? StaticMac { get; init; }

    /// <summary>Interface name. Null: <c>eth0</c>, <c>eth1</c>…</summary>
    public string? InterfaceName { get; init; }

    /// <summary>Other names for it on this network.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];
}

/// <summary>A published port range.</summary>
/// <param name="HostAddress">Address on the host; empty for all.</param>
/// <param name="HostPort">First port on the host; 0 for any free one.</param>
/// <param name="ContainerPort">First port in the container.</param>
/// <param name="Range">How many ports.</param>
/// <param name="Protocol"><c>tcp</c>, <c>udp</c> or <c>sctp</c>.</param>
public sealed partial record PortMapping(string HostAddress, ushort HostPort, ushort ContainerPort, ushort Range, string Protocol);

/// <summary>Name resolution of a container.</summary>
public sealed record DnsSpec
{
    /// <summary>Name servers. Empty: the host's.</summary>
    public IReadOnlyList<string> Servers { get; init; } = [];

    /// <summary>Search domains.</summary>
    public IReadOnlyList<string> Searches { get; init; } = [];

    /// <summary>Resolver options.</summary>
    public IReadOnlyList<string> Options { get; init; } = [];
}
