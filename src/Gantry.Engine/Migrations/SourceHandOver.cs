using Gantry.Engine.Checkpoints;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Containers;
using Gantry.Engine.Model.Migrations;
using Gantry.Engine.State;

namespace Gantry.Engine.Migrations;

/// <summary>The source's half of the hand-over: it decides, and its copy goes only when the target's runs.</summary>
internal sealed class SourceHandOver(
    MigrationServices services,
    (MigrationLink Link, Task<MigrationMessage?> FirstAnswer) target,
    Migration migration,
    (Container Container, bool IsKept) copy,
    FrameWriteStream archive) : IHandOver
{
    /// <inheritdoc/>
    public required SentFiles? Sent { get; init; }

    /// <inheritdoc/>
    public required IPageLink? Pages { get; init; }

    /// <summary>How long the container stood still when the archive was written.</summary>
    public TimeSpan Written { get; private set; }

    /// <summary>How long when the target held it.</summary>
    public TimeSpan Prepared { get; private set; }

    /// <summary>How long when the target said that it runs.</summary>
    public TimeSpan Downtime { get; private set; }

    /// <summary>How long the container ran without all of its memory. Null: it had that from the start.</summary>
    public TimeSpan? MemoryComing { get; private set; }

    /// <summary>What the target said then.</summary>
    public MigrationMessage.Running? Answer { get; private set; }

    /// <inheritdoc/>
    public async Task CompleteAsync(Operation operation, FrozenContainer frozen, CancellationToken cancellationToken)
    {
        await archive.CompleteAsync(cancellationToken);
        Written = frozen.Duration;
        MigrationLink.Require<MigrationMessage.Prepared>(await target.FirstAnswer.WaitAsync(cancellationToken));
        Prepared = frozen.Duration;
        cancellationToken.ThrowIfCancellationRequested();

        // Point of no return: from here on this copy never runs again unless the target has given its own up.
        var step = new UndoStep.HandOver(migration.Id, FinalSteps(operation), [.. operation.Recorded]);
        operation.Commit(
            () => services.Context.Migrations.Advance(migration.Id, MigrationState.Offered, MigrationState.Committed), step);
        Answer = Pages is null ? await LetGoAsync(frozen) : await LetGoWithoutMemoryAsync(frozen);
        services.Context.Migrations.Advance(
            migration.Id, Pages is null ? MigrationState.Committed : MigrationState.Filling, MigrationState.Running);
        await services.Undo.ExecuteAsync(step, CancellationToken.None);
    }

    // Last first: volumes can go when the container has. What is kept has no use for CRIU's images of it.
    private IReadOnlyList<UndoStep> FinalSteps(Operation operation) =>
        Pages is null ? Removal(operation) : [.. Removal(operation), new UndoStep.AwaitRuntime(migration.ContainerId)];

    private IReadOnlyList<UndoStep> Removal(Operation operation) => copy switch
    {
        (var container, IsKept: true) =>
        [
            new UndoStep.KeepStopped(container.Id, container.Name),
            .. operation.Recorded.Where(step => step is UndoStep.DeleteTree or UndoStep.DeleteFile),
        ],
        var (container, _) =>
        [
            .. container.Spec.Volumes.Select(mount => mount.Name).Distinct()
                .Where(name => services.Volumes.UsedBy(name).All(user => user == container.Id))
                .Select(name => new UndoStep.DeleteVolume(name)),
            new UndoStep.DeleteContainer(container.Id),
        ],
    };

    private async Task<MigrationMessage.Running> CommitAsync(FrozenContainer frozen)
    {
        await target.Link.SendAsync(new MigrationMessage.Commit(), CancellationToken.None);
        var answer = await target.Link.ExpectAsync<MigrationMessage.Running>(CancellationToken.None);
        Downtime = frozen.Duration;
        return answer;
    }

    private async Task<MigrationMessage.Running> LetGoAsync(FrozenContainer frozen)
    {
        try
        {
            return await CommitAsync(frozen);
        }
        catch (Exception e) when (e is IOException or GantryException)
        {
            var answer = await MigrationResolver.LetRunAsync(services, migration, CancellationToken.None);
            Downtime = frozen.Duration;
            return answer;
        }
    }

    /// <summary>The target's copy is whole only when it has the memory. What has gone by until then cannot be brought back.</summary>
    private async Task<MigrationMessage.Running> LetGoWithoutMemoryAsync(FrozenContainer frozen)
    {
        try
        {
            var answer = await CommitAsync(frozen);
            services.Context.Migrations.Advance(migration.Id, MigrationState.Committed, MigrationState.Filling);
            await target.Link.ExpectAsync<MigrationMessage.Arrived>(CancellationToken.None);
            MemoryComing = frozen.Duration - Downtime;
            return answer;
        }
        catch (Exception e) when (e is IOException or GantryException)
        {
            throw new GantryException(
                ErrorCode.NeedsRecovery,
                $"Container {copy.Container.Name} ran on {migration.Host} before its memory had come, and that did not come: "
                + $"{e.Message}. It is ended there. Its copy here stands still as it was when it froze. If \"gantry migration "
                + $"recover {migration.Id[..12]}\" finds no whole one on {migration.Host}, \"gantry migration abort "
                + $"{migration.Id[..12]}\" has it go on here from then, without what it has done since.",
                e);
        }
    }
}
