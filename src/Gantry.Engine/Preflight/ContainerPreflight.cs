using Gantry.Engine.Checkpoints;
using Gantry.Engine.Containers;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Checkpoints;
using Gantry.Engine.Model.Containers;

namespace Gantry.Engine.Preflight;

/// <summary>What stands in the way of moving a container away, found while it runs.</summary>
internal static class ContainerPreflight
{
    /// <summary>All that stands in the way on this host, each with a remedy. The container may run or not.</summary>
    public static IReadOnlyList<string> Blockers(Container container, KernelState include)
    {
        if (container.Status.State != ContainerState.Running)
        {
            return
            [
                $"container {container.Name} is {StateNames.Of(container.Status.State)}; only a running one is migrated: start "
                + "it, or use checkpoint --export",
            ];
        }

        List<string> blockers = [];
        if (container.Spec.IsInfra || container.Spec.Pod is not null || container.Spec.Dependencies.Any())
        {
            blockers.Add(
                $"container {container.Name} shares a pod or another container's namespaces: checkpoint it with --export, and "
                + "restore it into a pod of the target with --pod");
        }

        if (container.Spec.Runtime != "runc")
        {
            blockers.Add(
                $"the runtime of {container.Name} is {container.Spec.Runtime}, which cannot hold a restored container: only "
                + "containers of runc are migrated");
        }

        if (include == KernelState.None)
        {
            try
            {
                EstablishedConnections.RequireNone(container);
            }
            catch (GantryException e)
            {
                blockers.Add(e.Message);
            }
        }

        return [.. blockers, .. UndumpableDescriptors.Find(container)];
    }
}
