using Gantry.Engine.Model;
using Gantry.Engine.Model.Containers;
using Gantry.Linux;

namespace Gantry.Engine.Containers;

/// <summary>Waits for containers. Takes no lock while it waits.</summary>
internal sealed class ContainerWaiter(ContainerContext context, ContainerReconciler reconciler, ExitFiles exits)
{
    private static readonly TimeSpan s_briefly = TimeSpan.FromMilliseconds(5);

    /// <summary>Waits until the container's processes have ended and returns its exit code.</summary>
    /// <remarks>Also for a container that removes itself: its exit code is known for five minutes.</remarks>
    /// <exception cref="GantryException"><see cref="ErrorCode.NotFound"/>: it is not on record.</exception>
    public async Task<int> WaitForExitAsync(ContainerId id, CancellationToken cancellationToken)
    {
        var container = reconciler.Correct(context.Require(id));
        if (container.Status.Process is not { } process
            || container.Status.State is ContainerState.Stopped or ContainerState.Checkpointed)
        {
            return container.Status.ExitCode;
        }

        using (var pidfd = Pidfd.TryOpen(process.Pid))
        {
            if (pidfd is not null && reconciler.IsAlive(container.Status, process))
            {
                await pidfd.WaitForExitAsync(cancellationToken);
            }
        }

        return await ReadExitCodeAsync(id, container.Status, cancellationToken);
    }

    /// <summary>
    /// Waits until one of the conditions holds and returns the container's last exit code, -1 before its first end.
    /// </summary>
    /// <param name="id">The container.</param>
    /// <param name="conditions">Any of these; empty is <see cref="WaitCondition.Stopped"/>.</param>
    /// <param name="interval">Time between two looks, for conditions the kernel does not announce.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task<int> WaitAsync(
        ContainerId id, IReadOnlyList<WaitCondition> conditions, TimeSpan interval, CancellationToken cancellationToken)
    {
        if (conditions is [] or [WaitCondition.Stopped] && context.Require(id).Status.State != ContainerState.Created)
        {
            return await WaitForExitAsync(id, cancellationToken);
        }

        IReadOnlyList<WaitCondition> wanted = conditions.Count == 0 ? [WaitCondition.Stopped] : conditions;
        while (true)
        {
            var container = context.Containers.Find(id) is { } row ? reconciler.Correct(row) : null;
            if (wanted.Any(condition => Holds(condition, container)))
            {
                return ExitCodeOf(id, container);
            }

            if (container is null)
            {
                throw new GantryException(
                    ErrorCode.NotFound, $"no container with name or ID \"{id}\" found: no such container");
            }

            await Task.Delay(interval, context.Time, cancellationToken);
        }
    }

    private int ExitCodeOf(ContainerId id, Container? container) =>
        container is null
            ? exits.Read(id)?.Code ?? -1
            : container.Status.State is ContainerState.Stopped or ContainerState.Checkpointed
                ? container.Status.ExitCode
                : -1;

    private async Task<int> ReadExitCodeAsync(
        ContainerId id, ContainerStatus before, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (exits.Read(id) is { } exit)
            {
                return exit.Code;
            }

            // No exit file: the processes went into a checkpoint, or conmon was killed.
            if (context.Containers.Find(id) is not { } row || row.Status.State == ContainerState.Checkpointed)
            {
                return before.ExitCode;
            }

            if (!reconciler.IsAlive(before, before.Monitor) && exits.Read(id) is null)
            {
                return reconciler.Correct(row).Status.ExitCode;
            }

            await Task.Delay(s_briefly, context.Time, cancellationToken);
        }
    }

    private static bool Holds(WaitCondition condition, Container? container) => condition switch
    {
        WaitCondition.Removed => container is null,
        WaitCondition.Created => container is not null,
        WaitCondition.Running => container?.Status.State == ContainerState.Running,
        WaitCondition.Paused => container?.Status.State == ContainerState.Paused,
        WaitCondition.Stopped => container?.Status.State is ContainerState.Stopped or ContainerState.Checkpointed,
        WaitCondition.Healthy => container?.Status.Health?.Status == "healthy",
        WaitCondition.Unhealthy => container?.Status.Health?.Status == "unhealthy",
        _ => throw new ArgumentOutOfRangeException(nameof(condition), condition, null),
    };
}
