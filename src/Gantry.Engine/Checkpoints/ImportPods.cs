using Gantry.Engine.Checkpoints.Definition;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Checkpoints;
using Gantry.Engine.Model.Containers;
using Gantry.Engine.Model.Pods;
using Gantry.Engine.Pods;
using Gantry.Engine.State;

namespace Gantry.Engine.Checkpoints;

/// <summary>The rules of import into a pod.</summary>
internal sealed class ImportPods(PodTable pods)
{
    private static readonly (PodNamespaces Kind, string Name)[] s_inOrder =
    [
        (PodNamespaces.Ipc, "IPC"), (PodNamespaces.Network, "network"), (PodNamespaces.Pid, "PID"),
        (PodNamespaces.Uts, "UTS"), (PodNamespaces.Cgroup, "cgroup"),
    ];

    /// <summary>The pod that the container is to be in, which shares all that it had joined. Null: none.</summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.NotFound"/>, <see cref="ErrorCode.Invalid"/>.</exception>
    public Pod? Find(ContainerDefinition definition, ImportRequest request)
    {
        if (request.Pod is not { } typed)
        {
            return null;
        }

        var pod = Resolve(typed);
        if (pod.Infra is null)
        {
            throw new GantryException(
                ErrorCode.Invalid,
                $"cannot retrieve infra container from pod \"{typed}\": pod has no infra container: no such container");
        }

        var missing = s_inOrder.FirstOrDefault(
            pair => definition.Joined.HasFlag(pair.Kind) && !pod.Shares.HasFlag(pair.Kind)).Name;
        return missing is null
            ? pod
            : throw new GantryException(ErrorCode.Invalid, $"pod {typed} does not share the {missing} namespace");
    }

    /// <summary>The specification of an archive's container in its new pod.</summary>
    public static ContainerSpec Fit(ContainerDefinition definition, Pod? pod) =>
        pod is null ? definition.Spec : PodMembership.Move(definition.Spec, definition.Joined, pod);

    private Pod Resolve(string typed)
    {
        try
        {
            return pods.Resolve(typed);
        }
        catch (GantryException e)
        {
            throw new GantryException(e.Code, $"pod \"{typed}\" cannot be retrieved: {e.Message}", e);
        }
    }
}
