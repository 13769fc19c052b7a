namespace Gantry.Engine.Containers.Creation;

/// <summary>What the engine's files are made from besides the container.</summary>
internal sealed record EngineFilesContext
{
    /// <summary>Where they go; exists.</summary>
    public required string RunDirectory { get; init; }

    /// <summary>The host's own name.</summary>
    public required string HostHostname { get; init; }

    /// <summary>Host name of the container whose UTS namespace is joined. Null: none is joined.</summary>
    public string? JoinedHostname { get; init; }

    /// <summary>Addresses the container got for this start, for its own line in hosts. Empty without a network.</summary>
    public IReadOnlyList<string> Addresses { get; init; } = [];

    /// <summary>
    /// Address under which the container reaches this host, such as its bridge's. Null: the host's first one that is
    /// not of this machine alone.
    /// </summary>
    public string? HostAddress { get; init; }

    /// <summary>Name servers its networks bring, used when the person named none.</summary>
    public IReadOnlyList<string> NetworkNameServers { get; init; } = [];

    /// <summary>Search domains its networks bring, used when the person named no name servers.</summary>
    public IReadOnlyList<string> NetworkSearches { get; init; } = [];

    /// <summary>The host's hosts file.</summary>
    public string HostsFile { get; init; } = "/etc/hosts";

    /// <summary>The host's resolver configuration.</summary>
    public string ResolvConf { get; init; } = "/etc/resolv.conf";
}
