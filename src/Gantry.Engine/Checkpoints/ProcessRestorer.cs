using System.Diagnostics;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Checkpoints;
using Gantry.Engine.Model.Containers;
using Gantry.Engine.Model.Networks;
using Gantry.Engine.State;
using Gantry.Engine.Storage.Trees;
using Gantry.Engine.Tools;

namespace Gantry.Engine.Checkpoints;

/// <summary>Brings a container's processes back from CRIU's images in its bundle; the last step of every restore.</summary>
internal sealed class ProcessRestorer(CheckpointServices services)
{
    private readonly CriuConfiguration _criu = new(services.Context.Layout);

    /// <summary>
    /// Mounts what is not mounted yet, fills /dev/shm, and lets the runtime restore. The caller's operation undoes all of
    /// it when this throws.
    /// </summary>
    /// <param name="operation">Receives what is left to do once the processes run.</param>
    /// <param name="container">The container.</param>
    /// <param name="request">How to restore.</param>
    /// <param name="hold">Who decides when the processes may begin. Null: at once.</param>
    /// <param name="keepsIdentity">It asks for the addresses that it had at the checkpoint.</param>
    /// <param name="cancellationToken">Stops before the processes are restored.</param>
    /// <param name="finish">What the caller does once the processes run.</param>
    /// <exception cref="GantryException"><see cref="ErrorCode.ToolFailed"/>: the runtime or CRIU failed.</exception>
    public async Task<RestoreResult> RestoreAsync(
        Operation operation,
        Container container,
        RestoreRequest request,
        IRestoreHold? hold,
        bool keepsIdentity,
        CancellationToken cancellationToken,
        params IReadOnlyList<UndoStep> finish)
    {
        var files = new CheckpointFiles(services.Context.Layout, container.Id);
        var (attachments, warnings) = NetworkIdentity.Attachments(
            container.Spec.Network,
            keepsIdentity ? NetworkStatusFile.Read(files.NetworkStatus) : new Dictionary<string, NetworkStatus>(),
            request,
            services.Networks);
        var runtime = services.Context.Runtimes.Get(container.Spec.Runtime);

        var prepared = await services.Preparation.PrepareAsync(container, restoring: true, attachments, cancellationToken);
        await FillShmAsync(container, files, cancellationToken);
        File.Delete(files.RestoreLog);
        var held = hold is null ? null : new HeldRestore(services.Cgroup, container, files.Bundle);
        held?.Prepare();
        var loopback = LoopbackScript.Write(
            container, files.Bundle, services.Context.Options.GantryPath ?? Environment.ProcessPath!);
        string[] scripts = [.. new[] { loopback, held?.Script }.OfType<string>()];
        var flags = await _criu.WriteForRestoreAsync(container, runtime, request.Include, scripts, cancellationToken);

        var medium = files.MediumOf(files.Current);
        var started = Stopwatch.GetTimestamp();
        await using var memory = await RestoredMemory.BeginAsync(services, container, files, hold);
        var launch = LaunchAsync(container, files, [.. runtime.RestoreOptions(flags), .. memory.RestoreOptions]);
        if (held is not null)
        {
            await held.WaitAsync(launch);
            await hold!.DecideAsync(operation, IfRunning(container, request, finish), cancellationToken);
            await services.Undo.ExecuteAsync(new UndoStep.ReleaseHeld(container.Id), CancellationToken.None);
            held.Remove();
        }

        var restored = await launch;
        _criu.Clear(container.Id);
        if (loopback is not null)
        {
            File.Delete(loopback);
        }

        services.Connections.SetTraffic(container.Id, flows: true);
        var duration = Stopwatch.GetElapsedTime(started);
        var criu = CriuStatistics.ReadRestore(files.StatsRestore);
        restored = restored with { Status = MarkRestored(restored.Status, container, request) };

        IReadOnlyList<string> told = [.. warnings, .. prepared.Warnings];
        await memory.AwaitAsync(() => services.Context.Save(restored, restored.Status), told);

        // Point of no return: it runs. What is left is to use up the checkpoint.
        operation.Commit(
            () =>
            {
                services.Context.Save(restored, restored.Status);
                hold?.RecordRunning();
            },
            request.Keep ? finish : [.. finish, new UndoStep.DeleteTree(files.Current.Images)]);
        if (!request.Keep)
        {
            BundleFolder.Remove(files.AfterRestore);
        }

        services.Starter.Accompany(restored);
        await services.Context.RecordEventAsync(restored, "restore", CancellationToken.None);
        return new RestoreResult
        {
            Id = container.Id,
            Runtime = duration,
            Images = medium,
            Criu = criu,
            Warnings = told,
        };
    }

    /// <summary>The undo step of a restore in place, which may change what the container is to be.</summary>
    public UndoStep.SettleRestore Settlement(Container container, RestoreRequest request)
    {
        var running = container.Status with
        {
            State = ContainerState.Running,
            StartedAt = services.Context.Time.GetUtcNow(),
            StoppedByUser = false,
            OomKilled = false,
        };
        return new UndoStep.SettleRestore(
            container.Id,
            container.Status,
            MarkRestored(running, container, request),
            request.Keep ? [] : [.. new CheckpointFiles(services.Context.Layout, container.Id).AfterRestore],
            request.Ignore == NetworkIdentityParts.None ? null : container.Spec);
    }

    // What was held and then lost has not lost its images: it can be restored from them, as from a checkpoint.
    private IReadOnlyList<UndoStep> IfRunning(
        Container container, RestoreRequest request, IReadOnlyList<UndoStep> finish)
    {
        var images = new CheckpointFiles(services.Context.Layout, container.Id).Current.Images;
        var checkpointed = container with
        {
            Status = container.Status with
            {
                State = ContainerState.Checkpointed,
                Checkpoint = new CheckpointMarks
                {
                    CheckpointedAt = services.Context.Time.GetUtcNow(),
                    CheckpointPath = images,
                },
            },
        };
        return
        [
            .. finish,
            Settlement(checkpointed, request),
            new UndoStep.AwaitRuntime(container.Id),
            new UndoStep.ReleaseHeld(container.Id),
        ];
    }

    // Never another container's, which goes on by itself.
    private async Task FillShmAsync(Container container, CheckpointFiles files, CancellationToken cancellationToken)
    {
        if (!services.Mounts.HasOwnShm(container) || !File.Exists(files.Current.DevShm))
        {
            return;
        }

        await using var tar = File.OpenRead(files.Current.DevShm);
        await TreeExtractor.ExtractAsync(
            tar, services.Context.Layout.Shm(container.Id), ExtractionRules.For(ExtractionTarget.Shm, "/dev/shm"), cancellationToken);
    }

    private async Task<Container> LaunchAsync(
        Container container, CheckpointFiles files, IReadOnlyList<string> flags)
    {
        try
        {
            // No one calls back conmon and CRIU once they are under way, and what they let run has run.
            return await services.Starter.LaunchAsync(
                container,
                new ConmonRestore(files.Current.Images, flags),
                CancellationToken.None);
        }
        catch (GantryException e)
        {
            // An import takes the bundle away again, the log must outlive it.
            var log = KeptLog.Keep(services.Context.Layout, container.Id, files.RestoreLog);
            throw CriuFailure.Explain($"Cannot restore {container.Name}", "its processes were not started", e, log);
        }
    }

    private ContainerStatus MarkRestored(ContainerStatus running, Container before, RestoreRequest request)
    {
        var files = new CheckpointFiles(services.Context.Layout, before.Id);
        return running with
        {
            FinishedAt = before.Status.FinishedAt,
            Health = before.Spec.Health is null ? null : new HealthStatus("starting", 0, []),
            Checkpoint = new CheckpointMarks
            {
                RestoredAt = services.Context.Time.GetUtcNow(),
                CheckpointPath = request.Keep ? files.Current.Images : null,
                CheckpointLog = request.Keep ? files.DumpLog : null,
                RestoreLog = request.Keep ? files.RestoreLog : null,
            },
        };
    }
}
