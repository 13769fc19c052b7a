using Gantry.Engine.Model;
using Gantry.Engine.Model.Containers;
using Gantry.Engine.Model.Oci;
using Gantry.Engine.Model.Pods;

namespace Gantry.Engine.Checkpoints.Definition;

/// <summary>A container as an archive describes it, checked and rebuilt from what we know; nothing of it exists here yet.</summary>
internal sealed record ContainerDefinition
{
    /// <summary>Its id at the source.</summary>
    public required ContainerId Id { get; init; }

    /// <summary>Its name at the source.</summary>
    public required string Name { get; init; }

    /// <summary>What it is to be.</summary>
    public required ContainerSpec Spec { get; init; }

    /// <summary>The runtime configuration without anything that belongs to the source host.</summary>
    public required OciSpec Template { get; init; }

    /// <summary>SHA-256 of the files that it was read from, 64 hexadecimal digits.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>What the archive says of the installation that wrote it. Null: nothing.</summary>
    public string? Origin { get; init; }

    /// <summary>Ids or names of containers it cannot be without.</summary>
    public IReadOnlyList<string> Dependencies { get; init; } = [];

    /// <summary>The pod it was in. Null: none.</summary>
    public string? Pod { get; init; }

    /// <summary>The namespaces that it had joined: those of its pod.</summary>
    public PodNamespaces Joined { get; init; }
}
