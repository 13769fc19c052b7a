using System.Diagnostics;
using Gantry.Engine.Archive;
using Gantry.Engine.Checkpoints.Definition;
using Gantry.Engine.Containers;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Checkpoints;
using Gantry.Engine.Model.Volumes;
using Gantry.Engine.State;
using Gantry.Engine.Storage.Volumes;
using Gantry.Engine.Tools;

namespace Gantry.Engine.Checkpoints;

/// <summary>Creates a container from a checkpoint archive, reading it once from start to end, and lets it go on.</summary>
internal sealed class Importer(CheckpointServices services, ProcessRestorer processes)
{
    // What a definition file may weigh; Podman's are below 100 KiB.
    private const int MaxDefinitionBytes = 16 * 1024 * 1024;

    private readonly ImportRules _rules = new(services);

    /// <summary>Imports an archive. Whatever fails leaves nothing behind but a pulled image.</summary>
    /// <exception cref="GantryException">See <see cref="ImportRules.CheckAsync"/>; also <see cref="ErrorCode.ToolFailed"/>.</exception>
    public async Task<RestoreResult> ImportAsync(
        ImportRequest request, IProgress<OperationProgress>? progress, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        await using var reader = new CheckpointArchiveReader(request.Archive, request.ArchiveName, DecompressionTool.Open);
        await using var entries = reader.ReadEntriesAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
        using var early = new EarlyEntries(services.Context.Layout.Temporary);
        var definition = await ReadDefinitionAsync(entries, early, request.ArchiveName, cancellationToken);
        var plan = await _rules.CheckAsync(definition, request, progress, cancellationToken);

        using var locked = await services.Context.Locks.AcquireAsync(plan.Container.Id, cancellationToken);
        try
        {
            var result = await services.Journal.RunAsync(
                "restore",
                locked,
                async operation =>
                {
                    var contents = await UnpackAsync(operation, plan, request, early, entries, progress, cancellationToken);
                    var manifest = reader.Verification?.Manifest;
                    await RecordAsync(operation, plan, contents, manifest, cancellationToken);
                    operation.UndoWith(new UndoStep.AwaitRuntime(plan.Container.Id));
                    progress?.Report(new OperationProgress("restoring", 0, null));
                    var restored = await processes.RestoreAsync(
                        operation,
                        plan.Container,
                        request.Options,
                        keepsIdentity: request.Name is null,
                        cancellationToken);
                    return restored with
                    {
                        Warnings = [.. restored.Warnings, .. WarningsAbout(manifest, contents, request)],
                    };
                },
                cancellationToken);
            return result with { Total = Stopwatch.GetElapsedTime(started) };
        }
        catch (IOException e) when (SpaceFailure.Is(e))
        {
            throw SpaceFailure.Explain($"Cannot restore from {request.ArchiveName}, nothing of it remains", e);
        }
    }

    private async Task<ArchiveContents> UnpackAsync(
        Operation operation,
        ImportPlan plan,
        ImportRequest request,
        EarlyEntries early,
        IAsyncEnumerator<CheckpointArchiveEntry> entries,
        IProgress<OperationProgress>? progress,
        CancellationToken cancellationToken)
    {
        CreateFolders(operation, plan);
        var stages = new Dictionary<string, VolumeStage>();
        foreach (var name in plan.NewVolumes)
        {
            stages.Add(name, await StageAsync(operation, plan, name, cancellationToken));
        }

        var contents = new ArchiveContents(services.Context.Layout, plan.Container.Id, request.Options.Exclude)
        {
            Volumes = stages,
        };
        progress?.Report(new OperationProgress("unpacking", 0, null));
        foreach (var entry in early.TakeAll())
        {
            await contents.TakeAsync(entry, cancellationToken);
        }

        // The end of the enumeration is also the end of the verification: it throws when a digest does not match.
        while (await entries.MoveNextAsync())
        {
            await contents.TakeAsync(entries.Current, cancellationToken);
        }

        RequireComplete(plan, contents, request);
        contents.ApplyDeletions();
        return contents;
    }

    private static async Task<ContainerDefinition> ReadDefinitionAsync(
        IAsyncEnumerator<CheckpointArchiveEntry> entries,
        EarlyEntries early,
        string archiveName,
        CancellationToken cancellationToken)
    {
        byte[]? config = null, spec = null;
        while (config is null || spec is null)
        {
            if (!await entries.MoveNextAsync())
            {
                throw new GantryException(
                    ErrorCode.Invalid,
                    $"Cannot restore from {archiveName}: it has no {(config is null ? EntryNames.ConfigDump : EntryNames.SpecDump)}, "
                    + "so it is no container checkpoint: no such file or directory");
            }

            switch (entries.Current.Name)
            {
                case EntryNames.ConfigDump:
                    config = await ReadDefinitionFileAsync(entries.Current, archiveName, cancellationToken);
                    break;
                case EntryNames.SpecDump:
                    spec = await ReadDefinitionFileAsync(entries.Current, archiveName, cancellationToken);
                    break;
                default:
                    await early.AddAsync(entries.Current, cancellationToken);
                    break;
            }
        }

        return DefinitionReader.Read(archiveName, config, spec);
    }

    private static async Task<byte[]> ReadDefinitionFileAsync(
        CheckpointArchiveEntry entry, string archiveName, CancellationToken cancellationToken)
    {
        if (entry.Header.Size > MaxDefinitionBytes)
        {
            throw new GantryException(
                ErrorCode.Invalid,
                $"Cannot restore from {archiveName}: {entry.Name} has {entry.Header.Size} bytes; at most {MaxDefinitionBytes} are accepted.");
        }

        var content = new byte[entry.Header.Size];
        await entry.Content.ReadExactlyAsync(content, cancellationToken);
        return content;
    }

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
        Operation operation, ImportPlan plan, string name, CancellationToken cancellationToken)
    {
        var mount = plan.Container.Spec.Volumes.First(v => v.Name == name);
        var stage = await services.Volumes.StageAsync(
            new VolumeCreateRequest { Name = name, Anonymous = mount.Anonymous }, cancellationToken);
        operation.UndoWith(new UndoStep.DeleteTree(stage.StagingDirectory));
        return stage;
    }

    private void RequireComplete(ImportPlan plan, ArchiveContents contents, ImportRequest request)
    {
        if (!File.Exists(new CheckpointFiles(services.Context.Layout, plan.Container.Id).Inventory))
        {
            throw new GantryException(
                ErrorCode.Invalid,
                $"Cannot restore from {request.ArchiveName}: a complete checkpoint for this container cannot be found, "
                + "cannot restore: checkpoint/inventory.img: no such file or directory");
        }

        if (contents.MissingVolumes.FirstOrDefault() is { } missing)
        {
            throw new GantryException(
                ErrorCode.Invalid,
                $"Cannot restore from {request.ArchiveName}: it was made without the content of volume {missing}: "
                + $"failed to open volume file volumes/{missing}.tar: no such file or directory. "
                + "Create the volume and use --ignore-volumes.");
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
        foreach (var name in contents.Volumes.Keys)
        {
            ImportRules.RequireNoVolume(services.Volumes, name);
        }

        foreach (var (name, stage) in contents.Volumes)
        {
            operation.UndoWith(new UndoStep.DeleteVolume(name));
            stage.Publish(manifest?.Volumes.FirstOrDefault(v => v.Name == name)?.Labels);
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
