using Gantry.Engine.Model;
using Gantry.Engine.Model.Containers;
using Gantry.Engine.State;
using Gantry.Engine.Storage.Volumes;

namespace Gantry.Engine.Containers;

/// <summary>Removes containers and what belongs to them.</summary>
internal sealed class ContainerRemover(
    ContainerContext context,
    OperationJournal journal,
    ContainerCleanup cleanup,
    ContainerStopper stopper,
    UndoExecutor undo,
    VolumeStore volumes,
    ExitFiles exits)
{
    /// <summary>
    /// Removes a container. Once begun, it is removed: what a crash leaves is removed by who next takes the lock.
    /// </summary>
    /// <exception cref="GantryException">
    /// <see cref="ErrorCode.WrongState"/>: it runs or is paused, and force is not asked for.
    /// <see cref="ErrorCode.InUse"/>: others join its namespaces. <see cref="ErrorCode.Invalid"/>: it is the infra
    /// container of a pod that is to stay.
    /// </exception>
    public async Task RemoveAsync(LockedContainer locked, ContainerRemoval how, CancellationToken cancellationToken)
    {
        var container = await cleanup.SettleAsync(locked, cancellationToken);
        RequireRemovable(container, how);
        container = await stopper.ForceAsync(locked, container, how.StopTimeout, cancellationToken);
        await journal.RunAsync(
            "remove",
            locked,
            async operation =>
            {
                operation.Commit();
                operation.UndoWith(new UndoStep.DeleteContainer(container.Id));
                await undo.DeleteFilesAsync(container.Id, CancellationToken.None);
                operation.Commit(() => context.Containers.Delete(container.Id));
            },
            cancellationToken);
        undo.RemoveUnusedCgroup();
        if (how.Volumes)
        {
            RemoveAnonymousVolumes(container);
        }

        exits.Prune(context.Containers.List().Select(other => other.Id));
        await context.RecordEventAsync(container, "remove", cancellationToken);
    }

    private void RequireRemovable(Container container, ContainerRemoval how)
    {
        if (container.Spec.IsInfra && !how.WithPod)
        {
            throw new GantryException(
                ErrorCode.Invalid,
                $"container {container.Id} is the infra container of pod {container.Spec.Pod} and cannot be removed without "
                + "removing the pod");
        }

        var state = container.Status.State;
        if (!how.Force && state is (ContainerState.Running or ContainerState.Paused))
        {
            throw new GantryException(
                ErrorCode.WrongState,
                $"cannot remove container {container.Id} as it is {StateNames.Of(state)} - running or paused containers "
                + "cannot be removed without force: container state improper");
        }

        var dependents = context.Containers.DependingOn(container.Id);
        if (dependents.Count > 0)
        {
            throw new GantryException(
                ErrorCode.InUse,
                $"container {container.Id} has dependent containers which must be removed before it: "
                + $"{string.Join(", ", dependents.Select(dependent => dependent.Id))}: container already exists");
        }
    }

    private void RemoveAnonymousVolumes(Container container)
    {
        foreach (var mount in container.Spec.Volumes.Where(mount => mount.Anonymous))
        {
            if (context.Containers.UsingVolume(mount.Name).Count == 0)
            {
                volumes.Remove(mount.Name);
            }
        }
    }
}
