using System.Collections.Immutable;

namespace Gantry.Engine.Model.Reports;

/// <summary>The container that a checkpoint was made of.</summary>
public sealed record ContainerReport
{
    /// <summary>Its id; empty when the checkpoint has none.</summary>
    public required string Id { get; init; }

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Name of its image.</summary>
    public required string Image { get; init; }

    /// <summary>Id or reference of its image; empty when it is not said.</summary>
    public string ImageId { get; init; } = "";

    /// <summary>Its runtime.</summary>
    public string Runtime { get; init; } = "";

    /// <summary>When it was made; null when it is not said.</summary>
    public DateTimeOffset? Created { get; init; }

    /// <summary>When the checkpoint was made, by what the engine noted or by the time of its files.</summary>
    public DateTimeOffset? Checkpointed { get; init; }

    /// <summary>Its command with arguments.</summary>
    public IReadOnlyList<string> Command { get; init; } = [];

    /// <summary>Working folder of its command.</summary>
    public string WorkingDirectory { get; init; } = "";

    /// <summary>User and group of its command, as numbers.</summary>
    public string User { get; init; } = "";

    /// <summary>Its host name.</summary>
    public string Hostname { get; init; } = "";

    /// <summary>The pod it is in; empty: none.</summary>
    public string Pod { get; init; } = "";

    /// <summary>Its environment.</summary>
    public IReadOnlyList<EnvironmentValue> Environment { get; init; } = [];

    /// <summary>Labels.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>Annotations of the runtime's specification.</summary>
    public IReadOnlyDictionary<string, string> Annotations { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>Its named volumes.</summary>
    public IReadOnlyList<VolumeReport> Volumes { get; init; } = [];

    /// <summary>What the runtime was told to mount.</summary>
    public IReadOnlyList<MountReport> Mounts { get; init; } = [];

    /// <summary>Ports published.</summary>
    public IReadOnlyList<PortReport> Ports { get; init; } = [];

    /// <summary>Its addresses.</summary>
    public IReadOnlyList<AddressReport> Addresses { get; init; } = [];
}

/// <summary>A variable of the environment.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">Its value; null when it looks like a secret and was not asked for.</param>
public sealed record EnvironmentValue(string Name, string? Value);

/// <summary>A volume.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Destination">Where the container finds it.</param>
/// <param name="Content">What is in it; null when it is not in the checkpoint or was not read.</param>
public sealed record VolumeReport(string Name, string Destination, TreeReport? Content);

/// <summary>A mount.</summary>
/// <param name="Destination">Where the container finds it.</param>
/// <param name="Type">Type of the file system, or <c>bind</c>.</param>
/// <param name="Source">What is mounted.</param>
/// <param name="Options">Its options.</param>
public sealed record MountReport(string Destination, string Type, string Source, IReadOnlyList<string> Options);

/// <summary>A published port.</summary>
/// <param name="HostAddress">Address of the host; empty: all.</param>
/// <param name="HostPort">Port of the host.</param>
/// <param name="ContainerPort">Port of the container.</param>
/// <param name="Protocol"><c>tcp</c>, <c>udp</c> or <c>sctp</c>.</param>
public sealed record PortReport(string HostAddress, int HostPort, int ContainerPort, string Protocol);

/// <summary>An address on a network.</summary>
/// <param name="Network">The network.</param>
/// <param name="Interface">The interface in the container.</param>
/// <param name="Address">Address and length of its prefix.</param>
/// <param name="HardwareAddress">Hardware address.</param>
public sealed record AddressReport(string Network, string Interface, string Address, string HardwareAddress);
