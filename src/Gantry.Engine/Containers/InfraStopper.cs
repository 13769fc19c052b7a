using Gantry.Engine.Model;
using Gantry.Engine.Model.Containers;

namespace Gantry.Engine.Containers;

/// <summary>Stops infra containers that nothing needs.</summary>
internal sealed class InfraStopper(ContainerContext context, ContainerStopper stopper, ContainerReconciler reconciler)
{
    /// <summary>
    /// Stops an infra container if it runs and no other container of its pod does. Waits for its lock, which is the only
    /// one that may be waited for while another is held: who holds an infra container's lock waits for no other.
    /// </summary>
    public async Task StopIfIdleAsync(ContainerId infra, CancellationToken cancellationToken)
    {
        using var locked = await context.Locks.AcquireAsync(infra, cancellationToken);
        if (context.Containers.Find(infra) is { Spec.Pod: { } pod } found
            && reconciler.Correct(found).Status.State == ContainerState.Running
            && context.Containers.InPod(pod).All(one => one.Id == infra || !Runs(one)))
        {
            await stopper.StopAsync(locked, null, cancellationToken);
        }
    }

    private bool Runs(Container container) =>
        reconciler.Correct(container).Status.State is ContainerState.Running or ContainerState.Paused;
}
