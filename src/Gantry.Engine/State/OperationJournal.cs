using System.Collections.Concurrent;
using Gantry.Engine.Model;
using Microsoft.Extensions.Logging;

namespace Gantry.Engine.State;

/// <summary>
/// Runs work on a container so that it happens as a whole or not at all, whatever happens to this process. Before each
/// change its undo step is put in the database; a body that throws is undone, last step first; what a process that
/// died left behind is undone by whoever next holds the container's lock.
/// </summary>
/// <param name="database">Where the steps are kept.</param>
/// <param name="time">Clock of the records.</param>
/// <param name="undo">Does one step. Called with the container's lock held; must bear being called twice.</param>
/// <param name="logger">Receives what was undone.</param>
internal sealed class OperationJournal(
    StateDatabase database, TimeProvider time, Func<UndoStep, CancellationToken, Task> undo, ILogger logger)
{
    private readonly OperationRows _rows = new(database, time);

    // Operations of this process that are under way: with the lock held, any other row on record is left over.
    private readonly ConcurrentDictionary<Operation, ContainerId> _running = new();

    /// <summary>
    /// Runs an operation. It first undoes what a dead process left of this container. A body that returns makes the
    /// steps void; one that throws is undone with all steps tried, not heeding the caller's token.
    /// </summary>
    /// <exception cref="GantryException">
    /// <see cref="ErrorCode.NeedsRecovery"/>: undoing failed, now (the first error is the inner one, the others are
    /// <see cref="GantryException.UndoFailures"/>) or earlier.
    /// </exception>
    public async Task<T> RunAsync<T>(
        string name, LockedContainer container, Func<Operation, Task<T>> body, CancellationToken cancellationToken)
    {
        await RecoverAsync(container, cancellationToken);
        var operation = new Operation(_rows, new OperationOwner(container.Id, name));
        _running.TryAdd(operation, container.Id);
        try
        {
            var result = await body(operation);
            operation.Forget();
            return result;
        }
        catch (Exception error)
        {
            await UndoAsync(operation, name, container.Id, error);
            throw;
        }
        finally
        {
            _running.TryRemove(operation, out _);
        }
    }

    /// <inheritdoc cref="RunAsync{T}"/>
    public Task RunAsync(
        string name, LockedContainer container, Func<Operation, Task> body, CancellationToken cancellationToken) =>
        RunAsync(
            name,
            container,
            async operation =>
            {
                await body(operation);
                return true;
            },
            cancellationToken);

    /// <summary>
    /// Undoes what a dead process left of this container. Called by everyone who takes a container's lock; costs one
    /// short query when there is nothing.
    /// </summary>
    /// <exception cref="GantryException">
    /// <see cref="ErrorCode.NeedsRecovery"/>: a step fails, or failed earlier and was not tried again.
    /// </exception>
    public Task RecoverAsync(LockedContainer container, CancellationToken cancellationToken) =>
        RecoverAsync(container, retryFailed: false, cancellationToken);

    /// <summary>As the other overload; <paramref name="retryFailed"/> also tries again what failed earlier.</summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.NeedsRecovery"/>.</exception>
    public async Task RecoverAsync(LockedContainer container, bool retryFailed, CancellationToken cancellationToken)
    {
        if (!_rows.Any(container.Id))
        {
            return;
        }

        List<Exception> failures = [];
        foreach (var operation in LeftOver(container.Id))
        {
            RequireUnblocked(operation, retryFailed);
            Log.UndoingLeftOver(logger, operation.Name, container.Id, operation.OwnerPid, operation.Steps.Count);
            failures.AddRange(await RunStepsAsync(operation, cancellationToken));
        }

        if (failures.Count > 0)
        {
            throw Blocked(container.Id, "an earlier operation", failures[0].Message, failures[0], failures);
        }
    }

    /// <summary>As <see cref="RecoverAsync(LockedContainer, CancellationToken)"/>; false where it stays blocked.</summary>
    public async Task<bool> TryRecoverAsync(LockedContainer container, CancellationToken cancellationToken)
    {
        try
        {
            await RecoverAsync(container, cancellationToken);
            return true;
        }
        catch (GantryException e) when (e.Code == ErrorCode.NeedsRecovery)
        {
            Log.StillBlocked(logger, e, container.Id);
            return false;
        }
    }

    /// <summary>All operations on record, newest first: those under way and those left over.</summary>
    public IReadOnlyList<PendingOperation> Pending() => _rows.List(null);

    private static void RequireUnblocked(PendingOperation operation, bool retryFailed)
    {
        if (!retryFailed && operation.Steps.FirstOrDefault(step => step.Failure is not null)?.Failure is { } failure)
        {
            throw Blocked(operation.ContainerId, $"operation \"{operation.Name}\"", failure, null, []);
        }
    }

    private static GantryException Blocked(
        ContainerId id, string what, string failure, Exception? inner, IReadOnlyList<Exception> failures) =>
        new(
            ErrorCode.NeedsRecovery,
            $"Container {id} is blocked: {what} could not be undone: {failure} "
            + $"Remove the cause and run \"gantry recover {id.ShortForm}\".",
            inner)
        {
            UndoFailures = failures,
        };

    private IEnumerable<PendingOperation> LeftOver(ContainerId id)
    {
        var ours = _running.Where(o => o.Value == id).Select(o => o.Key.Row).OfType<long>().ToHashSet();
        return _rows.List(id).Where(operation => !ours.Contains(operation.Id));
    }

    private async Task UndoAsync(Operation operation, string name, ContainerId id, Exception error)
    {
        if (operation.Row is not { } row || _rows.List(id).FirstOrDefault(o => o.Id == row) is not { } pending)
        {
            return;
        }

        Log.Undoing(logger, name, id, pending.Steps.Count, error.Message);
        var failures = await RunStepsAsync(pending, CancellationToken.None);
        if (failures.Count > 0)
        {
            throw Blocked(
                id, $"\"{name}\" failed ({error.Message}) and", failures[0].Message, error, failures);
        }
    }

    private async Task<IReadOnlyList<Exception>> RunStepsAsync(
        PendingOperation operation, CancellationToken cancellationToken)
    {
        List<Exception> failures = [];
        foreach (var (sequence, step, _) in operation.Steps)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (await TryUndoAsync(operation, sequence, step, cancellationToken) is { } failure)
            {
                failures.Add(failure);
            }
        }

        if (failures.Count == 0 && TryRecord(operation, () => _rows.Delete(operation.Id)) is { } unrecorded)
        {
            failures.Add(unrecorded);
        }

        return failures;
    }

    private async Task<Exception?> TryUndoAsync(
        PendingOperation operation, int sequence, UndoStep step, CancellationToken cancellationToken)
    {
        try
        {
            await undo(step, cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            Log.UndoFailed(logger, e, step, operation.Name, operation.ContainerId);
            TryRecord(operation, () => _rows.SetFailure(operation.Id, sequence, e.Message));
            return e;
        }

        // One by one, so that a process that dies in the midst of undoing repeats one step at most.
        return TryRecord(operation, () => _rows.DeleteStep(operation.Id, sequence));
    }

    // A full disk keeps no other step from being tried: what is not recorded as done is done again later.
    private GantryException? TryRecord(PendingOperation operation, Action write)
    {
        try
        {
            write();
            return null;
        }
        catch (GantryException e)
        {
            Log.NotRecorded(logger, e, operation.Name, operation.ContainerId);
            return e;
        }
    }
}
