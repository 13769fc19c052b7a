using System.Collections.Immutable;
using Gantry.Engine.Model.Containers;

namespace Gantry.Engine.Model.Checkpoints;

/// <summary>What a person asks for when restoring.</summary>
public sealed record RestoreRequest
{
    /// <summary>What is not applied or not required.</summary>
    public CheckpointParts Exclude { get; init; }

    /// <summary>Kernel state to restore.</summary>
    public KernelState Include { get; init; }

    /// <summary>What of its former identity on networks is given up, fixed or not, for good.</summary>
    public NetworkIdentityParts Ignore { get; init; }

    /// <summary>Keep the checkpoint and CRIU's logs, so that it can be restored again.</summary>
    public bool Keep { get; init; }
}

/// <summary>What a person asks for when restoring from an archive.</summary>
public sealed record ImportRequest
{
    /// <summary>The archive. Read once from start to end; any compression, found by content.</summary>
    public required Stream Archive { get; init; }

    /// <summary>The archive's name in messages, e.g. its path or "standard input".</summary>
    public required string ArchiveName { get; init; }

    /// <summary>
    /// The archive is the layer of a checkpoint image. Addresses, log and statistics in it are not taken, as in Podman.
    /// </summary>
    public bool FromImage { get; init; }

    /// <summary>
    /// The archive of the pre-dump that the checkpoint builds on, with its name in messages. Null: it builds on none.
    /// </summary>
    public (Stream Archive, string Name)? Previous { get; init; }

    /// <summary>New name; the container then gets a new id too. Null: both as in the archive.</summary>
    public string? Name { get; init; }

    /// <summary>The id that goes with a new name. Null: a random one.</summary>
    public ContainerId? Id { get; init; }

    /// <summary>Ports to publish instead of the archive's. Null: the archive's.</summary>
    public IReadOnlyList<PortMapping>? Ports { get; init; }

    /// <summary>Other networks or addresses than the archive's. Null: the archive's.</summary>
    public NetworkChange? Network { get; init; }

    /// <summary>The runtime typed on the command line; differs from the archive's: refused. Null: the archive's.</summary>
    public string? Runtime { get; init; }

    /// <summary>Pod to be in: its name or id. Null: none; the container must have been in none.</summary>
    public string? Pod { get; init; }

    /// <summary>What becomes of its volumes.</summary>
    public VolumePolicies Volumes { get; init; } = VolumePolicies.FailAll;

    /// <summary>Kinds of privileges that the container may have beyond what every container has.</summary>
    public IReadOnlySet<PrivilegeKind> Allowed { get; init; } = PrivilegeKinds.None;

    /// <summary>Paths of the source's host, or folders above them, and what is mounted here instead; absolute.</summary>
    public IReadOnlyDictionary<string, string> BindSources { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>How to restore.</summary>
    public RestoreRequest Options { get; init; } = new();
}
