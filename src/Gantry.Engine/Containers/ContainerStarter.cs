using System.Globalization;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Containers;
using Gantry.Engine.State;
using Gantry.Engine.Tools;

namespace Gantry.Engine.Containers;

/// <summary>
/// Starts containers. Each step's undo is on record before the step, so that a failed or killed start leaves no mount,
/// no process and the old status.
/// </summary>
internal sealed class ContainerStarter(
    ContainerContext context,
    OperationJournal journal,
    ContainerCleanup cleanup,
    ContainerPreparation preparation,
    ContainerMonitor monitor,
    ContainerReconciler reconciler,
    HealthMonitor health,
    ToolProcesses tools)
{
    /// <summary>Starts a container that does not run. One that runs already is left as it is.</summary>
    /// <param name="locked">The container.</param>
    /// <param name="whenCreated">
    /// Called when the processes exist but have not begun, so that an attachment misses no output. Null: nothing.
    /// </param>
    /// <param name="cancellationToken">Undoes the start.</param>
    /// <exception cref="GantryException">
    /// <see cref="ErrorCode.WrongState"/>: paused. <see cref="ErrorCode.CommandNotFound"/>,
    /// <see cref="ErrorCode.CommandNotInvocable"/>, <see cref="ErrorCode.ToolFailed"/>: the runtime's reason; the
    /// container is as before.
    /// </exception>
    public async Task<StartResult> StartAsync(
        LockedContainer locked, Func<CancellationToken, Task>? whenCreated, CancellationToken cancellationToken)
    {
        var container = await cleanup.SettleAsync(locked, cancellationToken);
        if (container.Status.State == ContainerState.Running)
        {
            return new StartResult(container, []);
        }

        RequireStartable(container);
        var fresh = container.Status with { RestartCount = 0, StoppedByUser = false };
        return await StartAsync(locked, container, fresh, whenCreated, cancellationToken);
    }

    /// <summary>Starts a container again because its restart policy says so; counts it.</summary>
    public Task<StartResult> StartByPolicyAsync(
        LockedContainer locked, Container container, CancellationToken cancellationToken)
    {
        var counted = container.Status with { RestartCount = container.Status.RestartCount + 1 };
        return StartAsync(locked, container, counted, null, cancellationToken);
    }

    /// <summary>
    /// Starts conmon for a prepared container: creates its processes, or restores them. The caller's operation has their
    /// end on record, and <see cref="UndoStep.AwaitRuntime"/>; it puts the result on record when it commits.
    /// </summary>
    /// <returns>The container: created with a process when it was created, running when it was restored.</returns>
    public async Task<Container> LaunchAsync(
        Container container, ConmonRestore? restore, CancellationToken cancellationToken)
    {
        var result = await tools.WatchLaunchAsync(
            container.Id, monitor.StartAsync(container, restore, cancellationToken));
        return container with
        {
            Status = container.Status with
            {
                State = restore is null ? ContainerState.Created : ContainerState.Running,
                Process = result.Container,
                Monitor = result.Monitor,
                BootId = reconciler.BootId,
                StartedAt = restore is null ? container.Status.StartedAt : context.Time.GetUtcNow(),
                StoppedByUser = false,
                OomKilled = false,
            },
        };
    }

    /// <summary>What follows once the processes run and the operation is done: pid file, health check.</summary>
    public void Accompany(Container container)
    {
        if (container.Spec.PidFile is { } pidFile)
        {
            File.WriteAllText(pidFile, container.Status.Process!.Pid.ToString(CultureInfo.InvariantCulture));
        }

        health.Begin(container);
    }

    private async Task<StartResult> StartAsync(
        LockedContainer locked,
        Container container,
        ContainerStatus initial,
        Func<CancellationToken, Task>? whenCreated,
        CancellationToken cancellationToken)
    {
        var result = await journal.RunAsync(
            "start",
            locked,
            async operation =>
            {
                operation.UndoWith(
                    new UndoStep.RestoreStatus(container.Id, container.Status),
                    new UndoStep.RemoveNetwork(container.Id),
                    new UndoStep.KillProcesses(container.Id),
                    new UndoStep.AwaitRuntime(container.Id));
                var prepared = await preparation.PrepareAsync(container, restoring: false, null, cancellationToken);
                var created = await LaunchAsync(
                    container with { Status = initial }, null, cancellationToken);
                if (whenCreated is not null)
                {
                    await whenCreated(cancellationToken);
                }

                await context.Runtimes.Get(container.Spec.Runtime).StartAsync(container.Id, cancellationToken);
                var running = created with { Status = Running(created) };
                operation.Commit(() => context.Save(running, running.Status));
                return new StartResult(running, prepared.Warnings);
            },
            cancellationToken);
        Accompany(result.Container);
        await context.RecordEventAsync(result.Container, "start", cancellationToken);
        return result;
    }

    private ContainerStatus Running(Container created) => created.Status with
    {
        State = ContainerState.Running,
        StartedAt = context.Time.GetUtcNow(),
        FinishedAt = null,
        ExitCode = 0,
        Health = created.Spec.Health is null ? null : new HealthStatus("starting", 0, []),
        Checkpoint = new CheckpointMarks(),
    };

    private static void RequireStartable(Container container)
    {
        if (container.Status.State == ContainerState.Paused)
        {
            throw new GantryException(
                ErrorCode.WrongState,
                $"container {container.Id} must be in Created or Stopped state to be started: container state improper");
        }
    }
}
