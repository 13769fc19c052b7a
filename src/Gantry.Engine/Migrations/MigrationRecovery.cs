using Gantry.Engine.Model;
using Gantry.Engine.Model.Checkpoints;
using Gantry.Engine.Model.Migrations;
using Gantry.Engine.State;
using Gantry.Engine.Tools;

namespace Gantry.Engine.Migrations;

/// <summary>Brings migrations to their end that were interrupted, on either end.</summary>
internal sealed class MigrationRecovery(MigrationServices services)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(100);

    private MigrationTable Table => services.Context.Migrations;

    /// <summary>
    /// Finishes what can be finished from here. One that another process is at work on is left alone.
    /// </summary>
    /// <returns>How it stands now; null when it is over and forgotten.</returns>
    /// <exception cref="GantryException">
    /// <see cref="ErrorCode.NeedsRecovery"/>: the other host has to be asked, and did not answer.
    /// </exception>
    public async Task<Migration?> RecoverAsync(Migration migration, CancellationToken cancellationToken)
    {
        using var locked = services.Context.Locks.TryAcquire(migration.ContainerId);
        if (locked is not null && Table.Find(migration.Id) is { } current)
        {
            await (current.Role == MigrationRole.Source
                ? RecoverSourceAsync(locked, current, cancellationToken)
                : RecoverTargetAsync(locked, current, cancellationToken));
        }

        return Table.Find(migration.Id);
    }

    /// <summary>
    /// Has a container run here again that was handed over to a target which has not run it and now gives it up.
    /// </summary>
    /// <exception cref="GantryException">
    /// The target runs it, or cannot be reached. <see cref="ErrorCode.WrongState"/>: this end does not decide.
    /// </exception>
    public async Task AbortAsync(Migration migration, CancellationToken cancellationToken)
    {
        using var locked = services.Context.Locks.TryAcquire(migration.ContainerId)
            ?? throw new GantryException(
                ErrorCode.InUse,
                $"migration {migration.Id} is under way: interrupt the gantry that is at work on it, which takes it back");
        if (migration.Role == MigrationRole.Target)
        {
            throw new GantryException(
                ErrorCode.WrongState,
                $"migration {migration.Id} is decided by {migration.Host}: run \"gantry migration abort\" there");
        }

        if (Table.Find(migration.Id) is not { } current || current.State == MigrationState.Running)
        {
            throw new GantryException(
                ErrorCode.WrongState, $"migration {migration.Id} is over: the container runs on {migration.Host}");
        }

        if (current.State is MigrationState.Committed or MigrationState.Filling)
        {
            await MigrationResolver.DiscardAsync(services, current, cancellationToken);
            Table.Advance(current.Id, current.State, MigrationState.Discarded);
        }

        await RecoverSourceAsync(locked, current with { State = MigrationState.Discarded }, cancellationToken);
    }

    /// <summary>
    /// Takes an offer back that a target got no further with than to note it, as its process ended: a source that offers
    /// the container anew has it.
    /// </summary>
    /// <param name="anew">The container, as this end is to have it: a new name brings another id each time.</param>
    /// <param name="cancellationToken">Leaves what is not taken back yet.</param>
    public async Task ForgetOfferAsync(Migration anew, CancellationToken cancellationToken)
    {
        var offered = Table.List().Where(one =>
            one is { Role: MigrationRole.Target, State: MigrationState.Offered }
            && (one.ContainerId == anew.ContainerId || one.ContainerName == anew.ContainerName));
        foreach (var migration in offered)
        {
            await RecoverAsync(migration, cancellationToken);
        }
    }

    /// <summary>Does at the target what the source has decided, and says what is true then.</summary>
    /// <exception cref="GantryException">
    /// <see cref="ErrorCode.NotFound"/>, <see cref="ErrorCode.WrongState"/>: it was decided otherwise.
    /// </exception>
    public async Task<MigrationMessage> ResolveAsync(
        MigrationMessage.Resolve decision, CancellationToken cancellationToken)
    {
        if (Table.Find(decision.Migration) is not { } migration)
        {
            return decision.Runs
                ? throw new GantryException(ErrorCode.NotFound, $"this host knows no migration {decision.Migration}")
                : new MigrationMessage.Discarded();
        }

        var wanted = decision.Runs ? MigrationState.Committed : MigrationState.Discarded;
        MigrationState[] open = (migration.IsPostCopy, decision.Runs) switch
        {
            (true, true) => [],
            (false, true) => [MigrationState.Prepared],
            (true, false) => [MigrationState.Filling, MigrationState.Committed, MigrationState.Prepared, MigrationState.Offered],
            (false, false) => [MigrationState.Prepared, MigrationState.Offered],
        };
        _ = open.Any(state => Table.TryAdvance(migration.Id, state, wanted));

        RequireDecided(migration, decision.Runs);
        await SettleAsync(migration, decision.Runs, cancellationToken);

        // What was being made when its process died, before it could be put on record.
        services.Volumes.Sweep();
        services.Images.Sweep();
        ProcessorFolder.Sweep(services.Context.Layout.Temporary);
        return decision.Runs
            ? new MigrationMessage.Running(migration.ContainerId, [])
            : new MigrationMessage.Discarded();
    }

    private void RequireDecided(Migration migration, bool runs)
    {
        var state = Table.Find(migration.Id)?.State;
        var isSo = runs
            ? state is MigrationState.Running || (state is MigrationState.Committed && !migration.IsPostCopy)
            : state is MigrationState.Discarded or null;
        if (!isSo)
        {
            throw new GantryException(
                ErrorCode.WrongState,
                runs
                    ? $"container {migration.ContainerName} is not whole here: its migration is {state}"
                    : $"container {migration.ContainerName} is this host's already");
        }
    }

    // Whoever holds the container's lock sees the decision and carries it out; if nobody does, it is done here.
    private async Task SettleAsync(Migration migration, bool runs, CancellationToken cancellationToken)
    {
        // Also of one that runs something may be left to do: what was used up by it is deleted last.
        var begun = services.Context.Time.GetTimestamp();
        while (true)
        {
            using (var locked = services.Context.Locks.TryAcquire(migration.ContainerId))
            {
                if (locked is not null && Table.Find(migration.Id) is { } current)
                {
                    await RecoverTargetAsync(locked, current, cancellationToken);
                }
            }

            if (IsSettled())
            {
                return;
            }

            if (services.Context.Time.GetElapsedTime(begun) > s_patience)
            {
                throw new GantryException(
                    ErrorCode.InUse, $"another process is still at work on container {migration.ContainerName}");
            }

            await Task.Delay(s_pause, services.Context.Time, cancellationToken);
        }

        bool IsSettled() => Table.Find(migration.Id)?.State is var state
            && (runs ? state == MigrationState.Running : state is null);
    }

    private async Task RecoverSourceAsync(
        LockedContainer locked, Migration migration, CancellationToken cancellationToken)
    {
        if (migration.State is MigrationState.Committed or MigrationState.Filling)
        {
            await MigrationResolver.LetRunAsync(services, migration, cancellationToken);
            Table.Advance(migration.Id, migration.State, MigrationState.Running);
        }

        await services.Journal.RecoverAsync(locked, retryFailed: true, CancellationToken.None);
        if (migration.State is MigrationState.Offered or MigrationState.Discarded)
        {
            Table.TryAdvance(migration.Id, MigrationState.Offered, MigrationState.Discarded);
            await MigrationResolver.DiscardAsync(services, migration, cancellationToken);
        }

        Table.Delete(migration.Id);
    }

    private async Task RecoverTargetAsync(
        LockedContainer locked, Migration migration, CancellationToken cancellationToken)
    {
        var state = migration.State;
        if (migration.IsPostCopy && state is (MigrationState.Prepared or MigrationState.Committed or MigrationState.Filling))
        {
            // The process that its memory came through is gone, and the source has that still.
            Table.Advance(migration.Id, state, MigrationState.Discarded);
            state = MigrationState.Discarded;
        }

        switch (state)
        {
            case MigrationState.Offered or MigrationState.Discarded:
                await services.Journal.RecoverAsync(locked, retryFailed: true, CancellationToken.None);
                Table.Delete(migration.Id);
                break;
            case MigrationState.Committed:
                await services.Journal.RecoverAsync(locked, retryFailed: true, CancellationToken.None);
                await RunAsync(locked, cancellationToken);
                Table.Advance(migration.Id, MigrationState.Committed, MigrationState.Running);
                await services.Connections.AnnounceAsync(migration.ContainerId, cancellationToken);
                break;
            case MigrationState.Running:
                await services.Journal.RecoverAsync(locked, retryFailed: true, CancellationToken.None);
                break;
            case MigrationState.Prepared:
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(migration), state, null);
        }
    }

    // Held processes that were lost, with a restart of the host for one, never ran: their images are still here.
    private async Task RunAsync(LockedContainer locked, CancellationToken cancellationToken)
    {
        var container = await services.Cleanup.SettleAsync(locked, cancellationToken);
        if (container.Status.State == ContainerState.Checkpointed)
        {
            await services.Restorer.RestoreAsync(locked, container, new RestoreRequest(), cancellationToken);
        }
    }
}
