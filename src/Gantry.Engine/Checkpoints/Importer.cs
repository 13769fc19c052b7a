using System.Diagnostics;
using Gantry.Engine.Archive;
using Gantry.Engine.Containers;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Checkpoints;
using Gantry.Engine.Model.Volumes;
using Gantry.Engine.State;
using Gantry.Engine.Storage.Volumes;

namespace Gantry.Engine.Checkpoints;

/// <summary>Creates a container from a checkpoint archive, reading it once from start to end, and lets it go on.</summary>
internal sealed class Importer(CheckpointServices services, ProcessRestorer processes)
{
    private readonly ImportRules _rules = new(services);

    /// <summary>Imports an archive. Whatever fails leaves nothing behind but a pulled image.</summary>
    /// <exception cref="GantryException">See <see cref="ImportRules.CheckAsync"/>; also <see cref="ErrorCode.ToolFailed"/>.</exception>
    /// <param name="request">What to import, and how.</param>
    /// <param name="archives">
    /// Archives instead of the request's: the last is the checkpoint, those before it hold files and changes of them, and
    /// are unpacked as they come. Null: only the request's.
    /// </param>
    /// <param name="hold">Who decides when the processes may begin. Null: at once.</param>
    /// <param name="progress">Told per part.</param>
    /// <param name="cancellationToken">Undoes the import.</param>
    public async Task<RestoreResult> ImportAsync(
        ImportRequest request,
        IAsyncEnumerable<Stream>? archives,
        IRestoreHold? hold,
        IProgress<OperationProgress>? progress,
        CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        await using var read = new ImportArchives(
            archives ?? new[] { request.Archive }.ToAsyncEnumerable(),
            request.ArchiveName,
            services.Context.Layout.Temporary,
            cancellationToken);
        var definition = await read.ReadDefinitionAsync(cancellationToken);
        var plan = await _rules.CheckAsync(definition, request, progress, cancellationToken);

        var result = await ImportAsync(
            read, takesChanges: archives is not null, plan, request, hold, progress, cancellationToken);
        return result with { Total = Stopwatch.GetElapsedTime(started) };
    }

    private async Task<RestoreResult> ImportAsync(
        ImportArchives archives,
        bool takesChanges,
        ImportPlan plan,
        ImportRequest request,
        IRestoreHold? hold,
        IProgress<OperationProgress>? progress,
        CancellationToken cancellationToken)
    {
        using var locked = await services.Context.Locks.AcquireAsync(plan.Container.Id, cancellationToken);
        try
        {
            return await services.Journal.RunAsync(
                "restore",
                locked,
                async operation =>
                {
                    await StartInfraAsync(operation, plan, cancellationToken);
                    var contents = await UnpackAsync(
                        operation, plan, request, (archives, takesChanges), progress, cancellationToken);
                    var manifest = archives.Manifest;
                    await RecordAsync(operation, plan, contents, manifest, cancellationToken);
                    if (hold is null)
                    {
                        // What is held has not run: it need not be waited for, and would not come to an end.
                        operation.UndoWith(new UndoStep.AwaitRuntime(plan.Container.Id));
                    }

                    progress?.Report(new OperationProgress("restoring", 0, null));
                    UndoStep[] replaced = [.. Replaced(plan)];
                    var restored = await processes.RestoreAsync(
                        operation,
                        plan.Container,
                        request.Options,
                        hold,
                        keepsIdentity: request.Name is null || hold is not null,
                        cancellationToken,
                        replaced);
                    foreach (var step in replaced)
                    {
                        await services.Undo.ExecuteAsync(step, CancellationToken.None);
                    }

                    return restored with
                    {
                        Warnings = [.. restored.Warnings, .. WarningsAbout(manifest, contents, request)],
                    };
                },
                cancellationToken);
        }
        catch (IOException e) when (SpaceFailure.Is(e))
        {
            throw SpaceFailure.Explain($"Cannot restore from {request.ArchiveName}, nothing of it remains", e);
        }
    }

    // Waits for the infra container's lock while the new container's is held, which nobody else can know yet.
    private async Task StartInfraAsync(Operation operation, ImportPlan plan, CancellationToken cancellationToken)
    {
        if (plan.Pod?.Infra is { } infra && !services.PodControl.IsInfraRunning(plan.Pod))
        {
            operation.UndoWith(new UndoStep.StopIdleInfra(infra));
            await services.PodControl.StartInfraAsync(plan.Pod, cancellationToken);
        }
    }

    private async Task<ArchiveContents> UnpackAsync(
        Operation operation,
        ImportPlan plan,
        ImportRequest request,
        (ImportArchives Archives, bool TakesChanges) from,
        IProgress<OperationProgress>? progress,
        CancellationToken cancellationToken)
    {
        CreateFolders(operation, plan);
        var stages = new Dictionary<string, VolumeStage>();
        foreach (var volume in plan.Volumes.Where(volume => volume.Action != VolumeAction.Use))
        {
            stages.Add(volume.ArchivedName, await StageAsync(operation, plan, volume, cancellationToken));
        }

        if (request.Previous is { } previous)
        {
            await PreviousArchive.UnpackAsync(
                previous.Archive,
                previous.Name,
                services.Context.Layout,
                plan.Container.Id,
                plan.Definition.Id,
                cancellationToken);
        }

        var contents = new ArchiveContents(services.Context.Layout, plan.Container.Id, request.Options.Exclude)
        {
            Volumes = stages,
            Images = request.Options.Keep
                ? ImportedImages.Durable(services.Context.Layout, plan.Container.Id)
                : ImportedImages.InMemory(services.Context.Layout, plan.Container.Id),
            FromImage = request.FromImage,
            HasOwnShm = services.Mounts.HasOwnShm(plan.Container),
            TakesChanges = from.TakesChanges,
        };
        progress?.Report(new OperationProgress("unpacking", 0, null));

        // The end of the enumeration is also the end of the verification: it throws when a digest does not match.
        await foreach (var entry in from.Archives.ReadEntriesAsync(cancellationToken))
        {
            await contents.TakeAsync(entry, cancellationToken);
        }

        _rules.Consent.RequireUnaltered(plan.Definition, request, from.Archives.Manifest);
        RequireComplete(plan, contents, request);
        contents.ApplyDeletions();
        return contents;
    }

    // What lay in volumes that were replaced goes only when the container runs.
    private IEnumerable<UndoStep> Replaced(ImportPlan plan) => plan.Volumes
        .Where(volume => volume.Action == VolumeAction.Replace)
        .Select(volume => new UndoStep.DeleteTree(services.Volumes.AsideFolder(volume.Name, plan.Container.Id)));

    private void CreateFolders(Operation operation, ImportPlan plan)
    {
        var id = plan.Container.Id;

        // Looked at again now that the lock is held: undoing must never delete a container that was there before.
        ImportRules.RequireFree(services.Context.Containers, id, plan.Container.Name);
        operation.UndoWith(new UndoStep.DeleteContainer(id));
        Directory.CreateDirectory(services.Context.Layout.Bundle(id), FileModes.PrivateDirectory);
        services.Mounts.MountRoot(plan.Container);
        services.Mounts.MountShm(plan.Container);
    }

    private async Task<VolumeStage> StageAsync(
        Operation operation, ImportPlan plan, PlannedVolume volume, CancellationToken cancellationToken)
    {
        var mount = plan.Container.Spec.Volumes.First(v => v.Name == volume.Name);
        var stage = volume.Action == VolumeAction.Replace
            ? services.Volumes.StageReplacement(volume.Name)
            : await services.Volumes.StageAsync(
                new VolumeCreateRequest { Name = volume.Name, Anonymous = mount.Anonymous }, cancellationToken);
        operation.UndoWith(new UndoStep.DeleteTree(stage.StagingDirectory));
        return stage;
    }

    private void RequireComplete(ImportPlan plan, ArchiveContents contents, ImportRequest request)
    {
        if (!File.Exists(new CheckpointFiles(services.Context.Layout, plan.Container.Id).Current.Inventory))
        {
            throw ImportRules.NoCheckpoint(request.ArchiveName);
        }

        PreDumper.RequireParentOf(new CheckpointFiles(services.Context.Layout, plan.Container.Id), request.ArchiveName);

        if (contents.MissingVolumes.FirstOrDefault() is { } missing)
        {
            throw ImportRules.MissingVolume(request.ArchiveName, missing);
        }
    }

    /// <summary>Makes volumes and container visible, all at once for those who look at names.</summary>
    private async Task RecordAsync(
        Operation operation,
        ImportPlan plan,
        ArchiveContents contents,
        ArchiveManifest? manifest,
        CancellationToken cancellationToken)
    {
        using var names = await services.Context.Locks.AcquireHostAsync(ContainerCreator.NamesLock, cancellationToken);
        ImportRules.RequireFree(services.Context.Containers, plan.Container.Id, plan.Container.Name);
        foreach (var volume in plan.Volumes.Where(volume => volume.Action == VolumeAction.Create))
        {
            ImportRules.RequireNoVolume(services.Volumes, volume.Name);
        }

        foreach (var (archivedName, stage) in contents.Volumes)
        {
            if (services.Volumes.Find(stage.Name) is { } former)
            {
                var aside = services.Volumes.AsideFolder(stage.Name, plan.Container.Id);
                operation.UndoWith(new UndoStep.PutBackVolume(former, aside));
                stage.PublishOver(aside);
            }
            else
            {
                operation.UndoWith(new UndoStep.DeleteVolume(stage.Name));
                stage.Publish(manifest?.Volumes.FirstOrDefault(v => v.Name == archivedName)?.Labels);
            }
        }

        services.Creator.Record(plan.Container, plan.Definition.Template, operation);
    }

    private static IEnumerable<string> WarningsAbout(
        ArchiveManifest? manifest, ArchiveContents contents, ImportRequest request)
    {
        if (manifest is null && contents.HasRootFileSystem)
        {
            yield return
                $"{request.ArchiveName} has no {EntryNames.Manifest}: Podman made it, and files that the container changed "
                + "may be missing from it where they did not exist on Podman's host.";
        }
    }
}
