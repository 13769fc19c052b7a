using System.Collections.Immutable;

namespace Gantry.Engine.Model.Pods;

/// <summary>A pod on record: containers that share namespaces and a cgroup.</summary>
public sealed record Pod
{
    /// <summary>64 hexadecimal digits.</summary>
    public required string Id { get; init; }

    /// <summary>Its name; no container has it.</summary>
    public required string Name { get; init; }

    /// <summary>When it was put on record.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>
    /// The container that holds the shared namespaces, with which the pod comes and goes. Null: there is none, and
    /// nothing is shared.
    /// </summary>
    public ContainerId? Infra { get; init; }

    /// <summary>What its containers share.</summary>
    public PodNamespaces Shares { get; init; }

    /// <summary>Host name that was asked for. Null: the pod's name.</summary>
    public string? Hostname { get; init; }

    /// <summary>Cgroup below which <see cref="Cgroup"/> is.</summary>
    public required string CgroupParent { get; init; }

    /// <summary>Its cgroup, the parent of its containers'. Null: they are where other containers are.</summary>
    public string? Cgroup { get; init; }

    /// <summary>What becomes of it when its containers have ended.</summary>
    public PodExitPolicy ExitPolicy { get; init; }

    /// <summary>Labels.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>The command line that created it, for inspection.</summary>
    public IReadOnlyList<string> CreateCommand { get; init; } = [];

    /// <summary>The first 12 digits of its id, as shown to people.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public string ShortId => Id[..12];
}
