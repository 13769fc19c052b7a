using Gantry.Engine.Model;
using Gantry.Engine.Model.Containers;
using Gantry.Engine.State;
using Gantry.Linux;

namespace Gantry.Engine.Containers;

/// <summary>
/// What becomes of a container whose restore in place did not come to its end. Processes that have run have changed
/// files: going back to the checkpoint would put old memory on newer files, so they run on.
/// </summary>
internal sealed class InterruptedRestore(
    ContainerContext context, ContainerReconciler reconciler, ToolProcesses tools, HealthMonitor health)
{
    /// <summary>
    /// Takes over the container if its processes run, and finishes the restore; false when they do not. Repeatable.
    /// </summary>
    public async Task<bool> TryFinishAsync(UndoStep.SettleRestore step, CancellationToken cancellationToken)
    {
        if (context.Containers.Find(step.Id) is not { } container
            || await RunningStatusAsync(container, step.After, cancellationToken) is not { } status)
        {
            return false;
        }

        var running = context.Save(container, status);
        foreach (var path in step.UsedUp)
        {
            using var folder = DirectoryDescriptor.Open(Path.GetDirectoryName(path)!);
            folder.RemoveTree(Path.GetFileName(path));
        }

        if (container.Status.State != ContainerState.Running)
        {
            health.Begin(running);
        }

        return true;
    }

    private async Task<ContainerStatus?> RunningStatusAsync(
        Container container, ContainerStatus after, CancellationToken cancellationToken)
    {
        if (container.Status is { State: ContainerState.Running, Process: not null } row)
        {
            // Taken over by one that was cut short in its turn. They may have ended since, but they have run.
            return after with { Process = row.Process, Monitor = row.Monitor, BootId = row.BootId };
        }

        var state = await context.Runtimes.Get(container.Spec.Runtime).StateAsync(container.Id, cancellationToken);
        return state is { Status: "running", Pid: > 0 }
            && Identify(state.Pid) is { } process
            && tools.Monitors(container.Id) is [var monitor]
            ? after with { Process = process, Monitor = Identify(monitor), BootId = reconciler.BootId }
            : null;
    }

    private static ProcessIdentity? Identify(int pid) =>
        ProcessTable.StartTime(pid) is { } startTime ? new ProcessIdentity(pid, startTime) : null;
}
