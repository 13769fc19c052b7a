using System.Collections.Immutable;
using Gantry.Engine.Model.Containers;

namespace Gantry.Engine.Model.Pods;

/// <summary>What a person asks for with <c>pod create</c>.</summary>
public sealed record PodCreateRequest
{
    /// <summary>Name. Null: one is made up.</summary>
    public string? Name { get; init; }

    /// <summary>What its containers share. Null: ipc, net and uts, or nothing without an infra container.</summary>
    public PodNamespaces? Shares { get; init; }

    /// <summary>Whether it has an infra container. Null: if anything is shared.</summary>
    public bool? Infra { get; init; }

    /// <summary>Networks and ports of the infra container, which all use when the network is shared.</summary>
    public NetworkSpec Network { get; init; } = new() { Mode = "" };

    /// <summary>Host name inside. Null: the pod's name.</summary>
    public string? Hostname { get; init; }

    /// <summary>Cgroup below which the pod's is made. Null: the installation's.</summary>
    public string? CgroupParent { get; init; }

    /// <summary>What becomes of it when its containers have ended.</summary>
    public PodExitPolicy ExitPolicy { get; init; }

    /// <summary>Remove a pod of the same name first.</summary>
    public bool Replace { get; init; }

    /// <summary>File of the person's that receives the id. Null: none.</summary>
    public string? IdFile { get; init; }

    /// <summary>Labels.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>The command line that asks, for inspection.</summary>
    public IReadOnlyList<string> CreateCommand { get; init; } = [];
}
