using Gantry.Engine.Model;
using Gantry.Engine.Model.Containers;
using Gantry.Engine.State;

namespace Gantry.Engine.Containers;

/// <summary>
/// The one way to work on a container: takes its lock, undoes what a dead process left, settles its state, and only
/// then calls the work.
/// </summary>
internal sealed class ContainerAccess(ContainerContext context, OperationJournal journal, ContainerCleanup cleanup)
{
    /// <summary>Works on a container that must be on record.</summary>
    /// <exception cref="GantryException">
    /// <see cref="ErrorCode.NotFound"/>; <see cref="ErrorCode.NeedsRecovery"/>: see <see cref="OperationJournal"/>.
    /// </exception>
    public async Task<T> UseAsync<T>(
        ContainerId id, Func<LockedContainer, Container, Task<T>> body, CancellationToken cancellationToken)
    {
        using var locked = await context.Locks.AcquireAsync(id, cancellationToken);
        await journal.RecoverAsync(locked, cancellationToken);
        return await body(locked, await cleanup.SettleAsync(locked, cancellationToken));
    }

    /// <summary>As <see cref="UseAsync{T}"/>; null when the container is not on record.</summary>
    public async Task<T?> TryUseAsync<T>(
        ContainerId id, Func<LockedContainer, Container, Task<T?>> body, CancellationToken cancellationToken)
        where T : class
    {
        using var locked = await context.Locks.AcquireAsync(id, cancellationToken);
        await journal.RecoverAsync(locked, cancellationToken);
        return context.Containers.Find(id) is null
            ? null
            : await body(locked, await cleanup.SettleAsync(locked, cancellationToken));
    }
}
