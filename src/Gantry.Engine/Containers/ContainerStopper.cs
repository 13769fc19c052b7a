using Gantry.Engine.Model;
using Gantry.Engine.Model.Containers;
using Gantry.Engine.State;
using Gantry.Linux;

namespace Gantry.Engine.Containers;

/// <summary>Ends containers by signals.</summary>
internal sealed class ContainerStopper(ContainerContext context, ContainerCleanup cleanup, ContainerReconciler reconciler)
{
    private const int SigKill = 9;
    private static readonly TimeSpan s_killPatience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_markPatience = TimeSpan.FromMilliseconds(200);

    /// <summary>
    /// Sends the container's stop signal, waits, then kills; notes the exit. A container that does not run is left as
    /// it is.
    /// </summary>
    /// <param name="locked">The container.</param>
    /// <param name="timeout">Time between the signal and SIGKILL. Null: the container's own. Zero kills at once.</param>
    /// <param name="cancellationToken">Stops waiting; the signal has been sent.</param>
    /// <exception cref="GantryException">
    /// <see cref="ErrorCode.WrongState"/>: paused. <see cref="ErrorCode.ToolFailed"/>: it survived SIGKILL.
    /// </exception>
    public async Task<Container> StopAsync(LockedContainer locked, TimeSpan? timeout, CancellationToken cancellationToken)
    {
        var container = await cleanup.SettleAsync(locked, cancellationToken);
        if (container.Status.State == ContainerState.Paused)
        {
            throw new GantryException(
                ErrorCode.WrongState,
                $"can only stop created or running containers. {container.Id} is in state paused: container state improper");
        }

        if (container.Status.State != ContainerState.Running)
        {
            return container;
        }

        var stopped = await EndAsync(locked, container, timeout, cancellationToken);
        await context.RecordEventAsync(stopped, "stop", cancellationToken);
        return stopped;
    }

    /// <summary>Ends a running or paused container, whatever it takes; notes the exit.</summary>
    public Task<Container> ForceAsync(
        LockedContainer locked, Container container, TimeSpan? timeout, CancellationToken cancellationToken) =>
        container.Status.State switch
        {
            ContainerState.Running => EndAsync(locked, container, timeout, cancellationToken),
            // Frozen processes cannot handle a signal: no use in asking first.
            ContainerState.Paused => EndAsync(locked, container, TimeSpan.Zero, cancellationToken),
            ContainerState.Created or ContainerState.Stopped or ContainerState.Checkpointed => Task.FromResult(container),
            _ => throw new ArgumentOutOfRangeException(nameof(container), container.Status.State, null),
        };

    /// <summary>
    /// Sends a signal to the container's first process. Needs no lock, so that it works while a stop waits.
    /// </summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.WrongState"/>: it does not run.</exception>
    public async Task KillAsync(ContainerId id, int signal, CancellationToken cancellationToken)
    {
        var container = RequireProcess(reconciler.Correct(context.Require(id)));
        await MarkStoppedByUserAsync(id, cancellationToken);
        Signal(container, signal);
        await context.RecordEventAsync(container, "kill", cancellationToken);
    }

    private async Task<Container> EndAsync(
        LockedContainer locked, Container container, TimeSpan? timeout, CancellationToken cancellationToken)
    {
        // Noted first: the restart policy must not start again what the person stops, even if we die in between.
        container = context.Save(container, container.Status with { StoppedByUser = true });
        var patience = timeout ?? TimeSpan.FromSeconds(container.Spec.Process.StopTimeoutSeconds);
        using var process = Pidfd.TryOpen(container.Status.Process!.Pid);
        if (process is not null && reconciler.IsAlive(container.Status, container.Status.Process))
        {
            if (patience > TimeSpan.Zero)
            {
                process.TrySignal(container.Spec.Process.StopSignal);
            }

            if (patience <= TimeSpan.Zero || !await EndsWithinAsync(process, patience, cancellationToken))
            {
                await KillAllAsync(container, process, cancellationToken);
            }
        }

        return await cleanup.SettleAsync(locked, cancellationToken);
    }

    private async Task KillAllAsync(Container container, Pidfd process, CancellationToken cancellationToken)
    {
        var freezer = TryFindFreezer(process.ProcessId);
        if (container.Spec.Namespaces.Pid == "private")
        {
            // The kernel ends a pid namespace with its first process.
            process.TrySignal(SigKill);
        }
        else
        {
            freezer?.KillAll();
        }

        if (freezer is { IsFrozen: true })
        {
            await freezer.ThawAsync(cancellationToken);
        }

        if (!await EndsWithinAsync(process, s_killPatience, cancellationToken))
        {
            throw new GantryException(
                ErrorCode.ToolFailed,
                $"Container {container.Id} did not end within {s_killPatience.TotalSeconds} seconds of SIGKILL: process "
                + $"{process.ProcessId} hangs in the kernel (see /proc/{process.ProcessId}/stack).");
        }
    }

    private static CgroupFreezer? TryFindFreezer(int pid)
    {
        try
        {
            return CgroupFreezer.ForProcess(pid);
        }
        catch (IOException)
        {
            return null;
        }
    }

    private async Task<bool> EndsWithinAsync(Pidfd process, TimeSpan patience, CancellationToken cancellationToken)
    {
        try
        {
            await process.WaitForExitAsync(cancellationToken).WaitAsync(patience, context.Time, cancellationToken);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private void Signal(Container container, int signal)
    {
        using var process = Pidfd.TryOpen(container.Status.Process!.Pid);

        // Compared after opening: the descriptor then surely is that process's and not a later one's.
        if (process is not null && reconciler.IsAlive(container.Status, container.Status.Process))
        {
            process.TrySignal(signal);
        }
    }

    private async Task MarkStoppedByUserAsync(ContainerId id, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(s_markPatience, context.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            using var locked = await context.Locks.AcquireAsync(id, either.Token);
            var row = context.Require(id);
            context.Save(row, row.Status with { StoppedByUser = true });
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Who holds the lock this long is stopping, checkpointing or removing it, and decides what follows.
        }
    }

    private static Container RequireProcess(Container container) =>
        container.Status.State is ContainerState.Running or ContainerState.Paused
            ? container
            : throw new GantryException(
                ErrorCode.WrongState,
                $"can only kill running containers. {container.Id} is in state "
                + $"{StateNames.Of(container.Status.State)}: container state improper");
}
