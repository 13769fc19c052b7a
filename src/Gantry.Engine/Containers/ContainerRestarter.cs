using Gantry.Engine.Model.Containers;
using Gantry.Engine.State;

namespace Gantry.Engine.Containers;

/// <summary>Stops and starts in one turn with the lock.</summary>
internal sealed class ContainerRestarter(ContainerStopper stopper, ContainerStarter starter, ContainerContext context)
{
    /// <summary>Restarts a container; one that does not run is started.</summary>
    /// <param name="locked">The container.</param>
    /// <param name="timeout">Time between the stop signal and SIGKILL. Null: the container's own.</param>
    /// <param name="cancellationToken">Stops it; the container may be left stopped.</param>
    public async Task<StartResult> RestartAsync(
        LockedContainer locked, TimeSpan? timeout, CancellationToken cancellationToken)
    {
        await stopper.StopAsync(locked, timeout, cancellationToken);
        var result = await starter.StartAsync(locked, null, cancellationToken);
        await context.RecordEventAsync(result.Container, "restart", cancellationToken);
        return result;
    }
}
