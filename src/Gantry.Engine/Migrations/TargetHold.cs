using Gantry.Engine.Checkpoints;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Migrations;
using Gantry.Engine.State;

namespace Gantry.Engine.Migrations;

/// <summary>
/// The target's half of the hand-over: it never decides by itself. The decision comes over the link, or from another
/// process that the source has reached, which puts it on record.
/// </summary>
/// <param name="services">The installation.</param>
/// <param name="link">The source.</param>
/// <param name="container">The container, with the id that it has here.</param>
/// <param name="migration">The migration's id.</param>
internal sealed class TargetHold(
    MigrationServices services, MigrationLink link, ContainerId container, string migration) : IRestoreHold
{
    private static readonly TimeSpan s_glance = TimeSpan.FromMilliseconds(200);

    private readonly MigrationTable _migrations = services.Context.Migrations;
    private PageTunnel? _pages;

    /// <inheritdoc/>
    public IPageLink? Pages => _pages;

    /// <summary>Has the memory come by two data streams of this number, beginning now.</summary>
    public void FetchPages(uint number)
    {
        _pages = new PageTunnel(link, number, progress: null);
        _pages.Listen();
    }

    /// <inheritdoc/>
    public async Task DecideAsync(
        Operation operation, IReadOnlyList<UndoStep> ifRunning, CancellationToken cancellationToken)
    {
        operation.Suspend(
            () => _migrations.Advance(migration, MigrationState.Offered, MigrationState.Prepared),
            new UndoStep.HandOver(migration, ifRunning, [.. operation.Recorded]));
        await link.SendAsync(new MigrationMessage.Prepared(), cancellationToken);
        var answer = link.ReceiveAsync(cancellationToken);
        while (_migrations.Find(migration)?.State == MigrationState.Prepared
            && await Task.WhenAny(answer, Task.Delay(s_glance, cancellationToken)) != answer)
        {
        }

        if (answer.IsCompleted)
        {
            Record(await answer);
        }

        RequireRuns();
    }

    /// <inheritdoc/>
    public async Task AwaitMemoryAsync(Action record, IReadOnlyList<string> warnings, Task<int> memory)
    {
        try
        {
            _migrations.Advance(migration, MigrationState.Committed, MigrationState.Filling);
            record();
            await link.SendAsync(new MigrationMessage.Running(container, warnings), CancellationToken.None);
            await services.Connections.AnnounceAsync(container, CancellationToken.None);
            await Task.WhenAny(memory, _pages!.Ended);
            if (!memory.IsCompletedSuccessfully || await memory != 0)
            {
                throw new GantryException(
                    ErrorCode.ToolFailed,
                    memory.IsCompletedSuccessfully
                        ? $"criu lazy-pages failed: exit status {await memory}"
                        : "the source went away before all of the memory had come");
            }
        }
        catch
        {
            _migrations.TryAdvance(migration, MigrationState.Filling, MigrationState.Discarded);
            throw;
        }
    }

    /// <inheritdoc/>
    public void RecordRunning() => _migrations.Advance(
        migration, _pages is null ? MigrationState.Committed : MigrationState.Filling, MigrationState.Running);

    private void Record(MigrationMessage? answer)
    {
        switch (answer)
        {
            case MigrationMessage.Commit:
                _migrations.TryAdvance(migration, MigrationState.Prepared, MigrationState.Committed);
                break;
            case MigrationMessage.Discard:
                _migrations.TryAdvance(migration, MigrationState.Prepared, MigrationState.Discarded);
                break;
            default:
                // The source is gone. Only it knows; but what lacks its memory has no use.
                if (_pages is not null)
                {
                    _migrations.TryAdvance(migration, MigrationState.Prepared, MigrationState.Discarded);
                }

                break;
        }
    }

    private void RequireRuns()
    {
        switch (_migrations.Find(migration)?.State)
        {
            case MigrationState.Committed:
                return;
            case MigrationState.Discarded:
                throw new GantryException(ErrorCode.WrongState, "the container is not to run here");
            default:
                throw new GantryException(
                    ErrorCode.NeedsRecovery, "the source went away before it said where the container is to run");
        }
    }
}
