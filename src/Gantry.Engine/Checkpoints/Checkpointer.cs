using System.Diagnostics;
using Gantry.Engine.Archive;
using Gantry.Engine.Containers;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Checkpoints;
using Gantry.Engine.Model.Containers;
using Gantry.Engine.Model.Images;
using Gantry.Engine.State;
using Gantry.Engine.Storage.Trees;
using Gantry.Engine.Tools;
using Gantry.Linux;

namespace Gantry.Engine.Checkpoints;

/// <summary>Makes checkpoints of running containers.</summary>
/// <remarks>
/// The container is frozen, dumped without being killed, its files are read, and only when the checkpoint is durable do
/// its processes end. One that is left running goes on as soon as all of that is in memory, if it fits. Whatever fails
/// leaves it running as it was; only a CRIU that is killed in the midst of changing a process ends that (<see cref="CriuFailure"/>).
/// </remarks>
internal sealed class Checkpointer(CheckpointServices services, ArchiveExporter exporter)
{
    // Below this, another frame in the archive costs more than it saves.
    private const long LeastFollowedBytes = 16 * 1024 * 1024;

    private const int MaximumFreezes = 50;

    // Longer than a program takes to accept a connection, and a neighbour to confirm the end of one.
    private static readonly TimeSpan s_settling = TimeSpan.FromMilliseconds(10);

    private readonly CheckpointOutputs _outputs = new(services);
    private readonly CriuConfiguration _criu = new(services.Context.Layout);
    private readonly PreDumper _preDumper = new(services, exporter);

    /// <summary>Makes a checkpoint.</summary>
    /// <param name="locked">The container.</param>
    /// <param name="container">It, running.</param>
    /// <param name="request">What is asked for.</param>
    /// <param name="handOver">Who takes the container over, which then does not end here. Null: nobody.</param>
    /// <param name="progress">Told per part.</param>
    /// <param name="cancellationToken">Undoes the checkpoint.</param>
    /// <exception cref="GantryException">
    /// <see cref="ErrorCode.WrongState"/>: not running, or would be lost. <see cref="ErrorCode.Incompatible"/>: no CRIU, or
    /// a runtime without checkpoints. <see cref="ErrorCode.ToolFailed"/>: the runtime or CRIU failed.
    /// <see cref="ErrorCode.NoSpace"/>: the archive does not fit.
    /// </exception>
    public async Task<CheckpointResult> CheckpointAsync(
        LockedContainer locked,
        Container container,
        CheckpointRequest request,
        IHandOver? handOver,
        IProgress<OperationProgress>? progress,
        CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        var runtime = services.Context.Runtimes.Get(container.Spec.Runtime);
        await RequireCheckpointableAsync(container, request, runtime, cancellationToken);
        var image = services.Images.Find(container.Spec.ImageId.Hex)
            ?? throw new GantryException(
                ErrorCode.NotFound, $"Cannot checkpoint {container.Name}: its image {container.Spec.ImageName} is gone.");

        try
        {
            var result = request.Memory == CheckpointMemory.Ahead
                ? await _preDumper.RunAsync(locked, container, request, runtime, progress, cancellationToken)
                : await RunAsync(locked, container, image, request, handOver, runtime, progress, cancellationToken);
            await services.Context.RecordEventAsync(container, "checkpoint", CancellationToken.None);
            return result with { Total = Stopwatch.GetElapsedTime(started) };
        }
        catch (GantryException e) when (e.Code == ErrorCode.ToolFailed)
        {
            var log = new CheckpointFiles(services.Context.Layout, container.Id).DumpLog;
            if (await CriuFailure.ExplainEndAsync(container, e, log) is { } end)
            {
                throw end;
            }

            throw;
        }
    }

    private async Task<CheckpointResult> RunAsync(
        LockedContainer locked,
        Container container,
        Image image,
        CheckpointRequest request,
        IHandOver? handOver,
        IOciRuntime runtime,
        IProgress<OperationProgress>? progress,
        CancellationToken cancellationToken)
    {
        try
        {
            return await services.Journal.RunAsync(
                "checkpoint",
                locked,
                async operation =>
                {
                    var files = new CheckpointFiles(services.Context.Layout, container.Id);
                    var store = ChooseStore(container, request, files);
                    await using var output = await _outputs.OpenAsync(operation, container, request.Target, cancellationToken);
                    await NetworkStatusFile.WriteAsync(
                        files.NetworkStatus, services.Connections.Of(container.Id), cancellationToken);
                    await using var export =
                        output is null ? null : await exporter.BeginAsync(container, output, cancellationToken);
                    var mounted = exporter.VolumesOf(container, request.Exclude)
                        .ToLookup(volume => handOver?.Sent is null && exporter.StandsStill(container, volume));
                    if (export is not null)
                    {
                        await export.AddPartsAsync(
                            exporter.VolumeParts(container, mounted[true], null, progress, cancellationToken),
                            cancellationToken);
                    }

                    // Last in, first out: whatever else fails, the container goes on first, once CRIU lets go of it.
                    operation.UndoWith(
                        new UndoStep.DeleteTree(store.ImagesInProgress),
                        new UndoStep.DeleteFile(store.DevShmInProgress),
                        new UndoStep.OpenNetwork(container.Id),
                        new UndoStep.Thaw(container.Id),
                        new UndoStep.AwaitRuntime(container.Id));
                    BundleFolder.Recreate(store.ImagesInProgress);
                    var (frozen, isSilent) = await FreezeAsync(container, request.Include, cancellationToken);
                    _criu.WriteForDump(container, needsNetworkLock: !isSilent || MayReceive(container));
                    progress?.Report(new OperationProgress("dumping", 0, null));
                    var parts = exporter.OwnParts(
                        container, image, request.Exclude, handOver?.Sent, progress, cancellationToken);
                    var volumes = exporter.VolumeParts(
                        container, mounted[false], handOver?.Sent, progress, cancellationToken);
                    await using var memory = new MemoryDump(runtime, handOver?.Pages);
                    TimeSpan dump;
                    if (export is not null && request.After == AfterCheckpoint.Stop && handOver?.Pages is null
                        && LeavesVolumesAlone(container))
                    {
                        dump = await SideBySide.RunAsync(
                            token => DumpAsync(container, request, store, memory, token),
                            (dumping, token) => WriteAheadAsync(export, volumes, container, store, dumping, token),
                            cancellationToken);
                    }
                    else
                    {
                        dump = await DumpAsync(container, request, store, memory, cancellationToken);
                        parts = volumes.Concat(parts);
                    }

                    await WriteDevShmAsync(container, store, cancellationToken);
                    using var staged = request.After == AfterCheckpoint.LeaveRunning && store == files.InMemory
                        ? await StagedParts.TryCreateAsync(services.Context.Layout, store, parts, cancellationToken)
                        : null;
                    if (staged is not null)
                    {
                        await ResumeAsync(container, frozen, cancellationToken);
                    }

                    var archiveBytes = 0L;
                    if (export is not null)
                    {
                        await export.AddPartsAsync(staged?.Parts ?? parts, cancellationToken);
                        await export.AddDevShmAsync(store, cancellationToken);
                        await export.AddImagesAsync(store.ImagesInProgress, EntryNames.Checkpoint, progress, cancellationToken);
                        archiveBytes = await export.CompleteAsync(
                            exporter.DescribeVolumes(container, request.Exclude), cancellationToken);
                    }

                    var criu = CriuStatistics.ReadDump(files.StatsDump);
                    if (request.After == AfterCheckpoint.LeaveRunning && staged is null)
                    {
                        await ResumeAsync(container, frozen, cancellationToken);
                    }

                    if (output is not null)
                    {
                        await output.PublishAsync(cancellationToken);
                    }

                    if (handOver is null)
                    {
                        Replace(files, store);
                        await FinishAsync(operation, container, store, request);
                    }
                    else
                    {
                        await handOver.CompleteAsync(operation, frozen, cancellationToken);
                    }

                    return new CheckpointResult
                    {
                        Id = container.Id,
                        Runtime = dump,
                        Frozen = frozen.Duration,
                        Images = files.MediumOf(store),
                        ArchiveBytes = archiveBytes,
                        Criu = criu,
                    };
                },
                cancellationToken);
        }
        catch (IOException e)
        {
            var attempt = $"Cannot checkpoint {container.Name}, it runs on as before";
            throw SpaceFailure.Is(e)
                ? SpaceFailure.Explain(attempt, e)
                : new GantryException(ErrorCode.ToolFailed, $"{attempt}: {e.Message}", e);
        }
    }

    private async Task RequireCheckpointableAsync(
        Container container, CheckpointRequest request, IOciRuntime runtime, CancellationToken cancellationToken)
    {
        if (container.Spec.IsInfra)
        {
            throw new GantryException(
                ErrorCode.Invalid,
                $"Cannot checkpoint {container.Name}: it is the infra container of pod {container.Spec.Pod}, which holds "
                + "namespaces and nothing that could be restored. Checkpoint the pod's other containers.");
        }

        PreDumper.RequireParent(new CheckpointFiles(services.Context.Layout, container.Id), request.Memory);
        await services.RequireCriuAsync(runtime, cancellationToken);
        if (container.Status.State != ContainerState.Running)
        {
            throw new GantryException(
                ErrorCode.WrongState,
                $"\"{StateNames.Of(container.Status.State)}\" is not running, cannot checkpoint: container state improper");
        }

        var exports = request.Target is not CheckpointTarget.Local;
        if (container.Spec.AutoRemove && request.Target is CheckpointTarget.Local or CheckpointTarget.ToImage)
        {
            throw new GantryException(
                ErrorCode.WrongState,
                "cannot checkpoint containers that have been started with '--rm' unless '--export' is used");
        }

        if (!request.Include.HasFlag(KernelState.TcpEstablished))
        {
            EstablishedConnections.RequireNone(container);
        }

        // Podman finds out after the dump, when CRIU has ended the container already. The infra container of a pod is one
        // that the pod at the destination has, too.
        var infra = container.Spec.Pod is { } pod ? services.Pods.Find(pod)?.Infra : null;
        if (exports && container.Spec.Dependencies.Any(dependency => dependency != infra))
        {
            throw new GantryException(
                ErrorCode.InUse, "cannot export checkpoints of containers with dependencies");
        }
    }

    // Through a network namespace of others', or from one of its own processes to another.
    private static bool MayReceive(Container container) =>
        container.Spec.Network.Mode is not ("bridge" or "none") || EstablishedConnections.Any(container);

    /// <summary>
    /// What goes into an archive need not reach the disk twice, unless it builds on what is there. The container's own memory is given back when it ends,
    /// and what stays until it is restored, removed or the machine restarts takes no more.
    /// </summary>
    private CheckpointStore ChooseStore(Container container, CheckpointRequest request, CheckpointFiles files) =>
        request is
        {
            Target: not CheckpointTarget.Local,
            Keep: false,
            Memory: not CheckpointMemory.ChangesSince,
        }
        && MemoryCheckpoints.TryPrepare(
            services.Context.Layout, container.Id, MemoryCheckpoints.DumpBytes(services.Context.Layout, container))
            ? files.InMemory
            : files.Durable;

    private async Task<TimeSpan> DumpAsync(
        Container container,
        CheckpointRequest request,
        CheckpointStore store,
        MemoryDump memory,
        CancellationToken cancellationToken)
    {
        var files = new CheckpointFiles(services.Context.Layout, container.Id);
        BundleFolder.Remove(files.StatsDump);
        var started = Stopwatch.GetTimestamp();
        using var times = TemporaryFolderTimes.Hold(services.Context.Layout.Merged(container.Id));
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            await memory.RunAsync(new RuntimeCheckpointRequest
            {
                Id = container.Id,
                ImagePath = store.ImagesInProgress,
                WorkPath = files.Bundle,
                Kind = RuntimeDumpKind.LeaveRunning,
                Include = request.Include,
                ParentPath = request.Memory == CheckpointMemory.ChangesSince ? CheckpointFiles.PreImagesFromImages : null,
            });
            PreDumper.LinkParent(files, request.Memory);
        }
        catch (GantryException e)
        {
            throw CriuFailure.Explain($"Cannot checkpoint {container.Name}", "it runs on as before", e, files.DumpLog);
        }
        finally
        {
            _criu.Clear(container.Id);
        }

        cancellationToken.ThrowIfCancellationRequested();
        return Stopwatch.GetElapsedTime(started);
    }

    // CRIU makes a folder in /tmp for a moment, and new names for files that lost theirs.
    private static bool LeavesVolumesAlone(Container container) =>
        !container.Spec.Volumes.Any(volume => volume.Destination is "/" or "/tmp") && !UnlinkedFiles.AreHeld(container);

    /// <summary>Writes what does not change while CRIU dumps, and pages as they come where there are many.</summary>
    private async Task WriteAheadAsync(
        ArchiveExport export,
        IEnumerable<ArchivePart> volumes,
        Container container,
        CheckpointStore store,
        Task dumping,
        CancellationToken cancellationToken)
    {
        await export.AddPartsAsync(volumes, cancellationToken);
        if (export.CanFollow && MemoryCheckpoints.DumpBytes(services.Context.Layout, container) >= LeastFollowedBytes)
        {
            await export.FollowPagesAsync(store.ImagesInProgress, dumping, cancellationToken);
        }
    }

    /// <summary>
    /// Freezes at a moment when all connections are with a process, where they are to be kept; after a while at any moment.
    /// </summary>
    /// <returns>Also whether the container's traffic is stopped.</returns>
    private async Task<(FrozenContainer Frozen, bool IsSilent)> FreezeAsync(
        Container container, KernelState include, CancellationToken cancellationToken)
    {
        var keeps = include.HasFlag(KernelState.TcpEstablished);
        for (var attempt = 1; ; attempt++)
        {
            var frozen = await FrozenContainer.FreezeAsync(container, cancellationToken);
            var isLast = !keeps || attempt == MaximumFreezes;

            // With its traffic stopped a container gets no further; without looking before that, it would be often in vain.
            if (isLast || !UnsettledConnections.Any(container))
            {
                var isSilent = services.Connections.SetTraffic(container.Id, flows: false);
                if (isLast || !UnsettledConnections.Any(container))
                {
                    return (frozen, isSilent);
                }
            }

            await ResumeAsync(container, frozen, cancellationToken);
            await Task.Delay(s_settling, services.Context.Time, cancellationToken);
        }
    }

    private async Task ResumeAsync(Container container, FrozenContainer frozen, CancellationToken cancellationToken)
    {
        services.Connections.SetTraffic(container.Id, flows: true);
        await frozen.ThawAsync(cancellationToken);
    }

    private async Task WriteDevShmAsync(
        Container container, CheckpointStore store, CancellationToken cancellationToken)
    {
        var shm = services.Context.Layout.Shm(container.Id);
        if (!Mounts.IsMounted(shm))
        {
            return;
        }

        var plan = TreeArchiver.Plan(shm, new TreeArchiveOptions(), cancellationToken);
        await using var tar = File.Create(store.DevShmInProgress);
        await plan.WriteAsync(tar, null, cancellationToken);
    }

    // The older checkpoint, if any, makes way only now that the new one is whole.
    private static void Replace(CheckpointFiles files, CheckpointStore store)
    {
        store.Publish();
        (store == files.InMemory ? files.Durable : files.InMemory).Remove();
    }

    private async Task FinishAsync(
        Operation operation, Container container, CheckpointStore store, CheckpointRequest request)
    {
        var files = new CheckpointFiles(services.Context.Layout, container.Id);
        if (request.After == AfterCheckpoint.LeaveRunning)
        {
            services.Context.Containers.UpdateStatus(container.Id, container.Status with
            {
                Checkpoint = container.Status.Checkpoint with { CheckpointPath = store.Images },
            });
        }
        else
        {
            var now = services.Context.Time.GetUtcNow();
            var status = container.Status with
            {
                State = ContainerState.Checkpointed,
                FinishedAt = now,
                ExecSessions = [],
                Checkpoint = new CheckpointMarks
                {
                    CheckpointedAt = now,
                    CheckpointPath = store.Images,
                    CheckpointLog = request.Keep ? files.DumpLog : null,
                },
            };

            // Point of no return: the checkpoint is whole. What is left is to end the frozen processes.
            var end = new UndoStep.KillProcesses(container.Id);
            operation.Commit(() => services.Context.Save(container, status), end);
            await services.Undo.ExecuteAsync(end, CancellationToken.None);
            await FreedNumbers.WaitAsync(container, services.Context.Time);
        }

        if (!request.Keep)
        {
            BundleFolder.Remove(files.AfterDump);
        }
    }
}
