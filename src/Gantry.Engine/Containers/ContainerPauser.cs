using Gantry.Engine.Model;
using Gantry.Engine.Model.Containers;
using Gantry.Engine.State;

namespace Gantry.Engine.Containers;

/// <summary>Freezes and thaws containers.</summary>
internal sealed class ContainerPauser(ContainerContext context, ContainerCleanup cleanup)
{
    /// <summary>Freezes all processes of a running container.</summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.WrongState"/>: it does not run.</exception>
    public async Task<Container> PauseAsync(LockedContainer locked, CancellationToken cancellationToken)
    {
        var container = await cleanup.SettleAsync(locked, cancellationToken);
        Require(container, ContainerState.Running, "is not running, can't pause");
        await context.Runtimes.Get(container.Spec.Runtime).PauseAsync(container.Id, cancellationToken);
        return await SaveAsync(container, ContainerState.Paused, "pause", cancellationToken);
    }

    /// <summary>Lets a paused container go on.</summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.WrongState"/>: it is not paused.</exception>
    public async Task<Container> UnpauseAsync(LockedContainer locked, CancellationToken cancellationToken)
    {
        var container = await cleanup.SettleAsync(locked, cancellationToken);
        Require(container, ContainerState.Paused, "is not paused, can't unpause");
        await context.Runtimes.Get(container.Spec.Runtime).ResumeAsync(container.Id, cancellationToken);
        return await SaveAsync(container, ContainerState.Running, "unpause", cancellationToken);
    }

    private async Task<Container> SaveAsync(
        Container container, ContainerState state, string happening, CancellationToken cancellationToken)
    {
        // Only a memory: whether the processes are frozen is read from the kernel each time.
        var saved = context.Save(container, container.Status with { State = state });
        await context.RecordEventAsync(saved, happening, cancellationToken);
        return saved;
    }

    private static void Require(Container container, ContainerState state, string complaint)
    {
        if (container.Status.State != state)
        {
            throw new GantryException(
                ErrorCode.WrongState,
                $"\"{StateNames.Of(container.Status.State)}\" {complaint}: container state improper");
        }
    }
}
