using Gantry.Engine.Model.Pods;

namespace Gantry.Engine.Checkpoints.Definition;

/// <summary>Reads which namespaces a container had joined.</summary>
internal static class JoinReader
{
    /// <summary>The namespaces of another container, in a pod the infra container's.</summary>
    public static PodNamespaces Read(ConfigDump config) =>
        Pairs(config).Aggregate(PodNamespaces.None, (joined, pair) => joined | pair.Kind);

    /// <summary>
    /// Those whose namespaces are joined though they are no infra container: all without a pod, and all if there are several,
    /// of which the archive does not say which is the infra container.
    /// </summary>
    public static IReadOnlyList<string> Others(ConfigDump config)
    {
        List<string> ids = [.. Pairs(config).Select(pair => pair.Id).Distinct()];
        return string.IsNullOrEmpty(config.Pod) || ids.Count > 1 ? ids : [];
    }

    private static IEnumerable<(PodNamespaces Kind, string Id)> Pairs(ConfigDump config)
    {
        (PodNamespaces Kind, string? Id)[] pairs =
        [
            (PodNamespaces.Ipc, config.IpcContainer), (PodNamespaces.Network, config.NetworkContainer),
            (PodNamespaces.Pid, config.PidContainer), (PodNamespaces.Uts, config.UtsContainer),
            (PodNamespaces.Cgroup, config.CgroupContainer),
        ];
        return pairs.Where(pair => !string.IsNullOrEmpty(pair.Id)).Select(pair => (pair.Kind, pair.Id!));
    }
}
