using Gantry.Engine.Model.Containers;

namespace Gantry.Engine.Model.Pods;

/// <summary>A pod with its containers as the kernel shows them now.</summary>
/// <param name="Pod">The pod.</param>
/// <param name="Containers">Its containers, the infra container too, by id.</param>
public sealed record PodDetails(Pod Pod, IReadOnlyList<Container> Containers)
{
    /// <summary>How it stands.</summary>
    public PodState State
    {
        get
        {
            var states = Containers.Select(container => container.Status.State).ToList();
            if (states.Count == 0)
            {
                return PodState.Created;
            }

            if (states.Contains(ContainerState.Running))
            {
                return states.TrueForAll(state => state == ContainerState.Running) ? PodState.Running : PodState.Degraded;
            }

            return states.TrueForAll(state => state == ContainerState.Paused) ? PodState.Paused
                : states.TrueForAll(state => state is ContainerState.Stopped or ContainerState.Checkpointed)
                    ? PodState.Exited
                    : PodState.Created;
        }
    }

    /// <summary>The infra container. Null: the pod has none.</summary>
    public Container? Infra => Containers.FirstOrDefault(container => container.Spec.IsInfra);
}
