using System.Diagnostics;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Checkpoints;
using Gantry.Engine.Model.Containers;
using Gantry.Engine.State;

namespace Gantry.Engine.Checkpoints;

/// <summary>Restores a container from the checkpoint in its own bundle.</summary>
internal sealed class Restorer(CheckpointServices services, ProcessRestorer processes)
{
    /// <summary>Restores a container that does not run. Whatever fails leaves checkpoint and container as they were.</summary>
    /// <exception cref="GantryException">
    /// <see cref="ErrorCode.WrongState"/>: it runs. <see cref="ErrorCode.NotFound"/>: it has no whole checkpoint.
    /// <see cref="ErrorCode.Incompatible"/>, <see cref="ErrorCode.ToolFailed"/>.
    /// </exception>
    public async Task<RestoreResult> RestoreAsync(
        LockedContainer locked, Container container, RestoreRequest request, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        await services.RequireCriuAsync(services.Context.Runtimes.Get(container.Spec.Runtime), cancellationToken);
        RequireRestorable(container);

        var result = await services.Journal.RunAsync(
            "restore",
            locked,
            operation =>
            {
                operation.UndoWith(
                    processes.Settlement(container, request),
                    new UndoStep.AwaitRuntime(container.Id));
                var changed = GiveUpIdentity(container, request);
                return processes.RestoreAsync(operation, changed, request, hold: null, keepsIdentity: true, cancellationToken);
            },
            cancellationToken);
        return result with { Total = Stopwatch.GetElapsedTime(started) };
    }

    // Its undo is part of the settlement: once the processes run with other addresses, the former ones stay given up.
    private Container GiveUpIdentity(Container container, RestoreRequest request)
    {
        if (request.Ignore == NetworkIdentityParts.None)
        {
            return container;
        }

        var changed = container with { Spec = NetworkIdentity.Drop(container.Spec, request.Ignore) };
        services.Context.Containers.UpdateSpec(changed.Id, changed.Spec);
        return changed;
    }

    private void RequireRestorable(Container container)
    {
        if (container.Status.State is ContainerState.Running or ContainerState.Paused)
        {
            throw new GantryException(
                ErrorCode.WrongState,
                $"container {container.Id} is running or paused, cannot restore: container state improper");
        }

        var inventory = new CheckpointFiles(services.Context.Layout, container.Id).Current.Inventory;
        if (!File.Exists(inventory))
        {
            throw new GantryException(
                ErrorCode.NotFound,
                "a complete checkpoint for this container cannot be found, cannot restore: "
                + $"stat {inventory}: no such file or directory"
                + (container.Status.State == ContainerState.Checkpointed
                    ? ". What was exported outlasts a restart of the machine in its archive only: use --import"
                    : ""));
        }
    }
}
