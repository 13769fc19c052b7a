using Gantry.Engine.Checkpoints;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Migrations;
using Gantry.Engine.State;

namespace Gantry.Engine.Migrations;

/// <summary>
/// The target's half of the hand-over: it never decides by itself. The decision comes over the link, or from another
/// process that the source has reached, which puts it on record.
/// </summary>
internal sealed class TargetHold(MigrationTable migrations, MigrationLink link, string migration) : IRestoreHold
{
    private static readonly TimeSpan s_glance = TimeSpan.FromMilliseconds(200);

    /// <inheritdoc/>
    public async Task DecideAsync(
        Operation operation, IReadOnlyList<UndoStep> ifRunning, CancellationToken cancellationToken)
    {
        operation.Suspend(
            () => migrations.Advance(migration, MigrationState.Offered, MigrationState.Prepared),
            new UndoStep.HandOver(migration, ifRunning, [.. operation.Recorded]));
        await link.SendAsync(new MigrationMessage.Prepared(), cancellationToken);
        var answer = link.ReceiveAsync(cancellationToken);
        while (migrations.Find(migration)?.State == MigrationState.Prepared
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
    public void RecordRunning() =>
        migrations.Advance(migration, MigrationState.Committed, MigrationState.Running);

    private void Record(MigrationMessage? answer)
    {
        switch (answer)
        {
            case MigrationMessage.Commit:
                migrations.TryAdvance(migration, MigrationState.Prepared, MigrationState.Committed);
                break;
            case MigrationMessage.Discard:
                migrations.TryAdvance(migration, MigrationState.Prepared, MigrationState.Discarded);
                break;
            default:
                // The source is gone. Only it knows.
                break;
        }
    }

    private void RequireRuns()
    {
        switch (migrations.Find(migration)?.State)
        {
            case MigrationState.Committed:
                return;
            case MigrationState.Discarded:
                throw new GantryException(ErrorCode.WrongState, "the source keeps the container");
            default:
                throw new GantryException(
                    ErrorCode.NeedsRecovery, "the source went away before it said where the container is to run");
        }
    }
}
