using System.Diagnostics;
using Gantry.Engine.Archive;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Checkpoints;
using Gantry.Engine.Model.Containers;
using Gantry.Engine.State;
using Gantry.Engine.Tools;
using Gantry.Linux;

namespace Gantry.Engine.Checkpoints;

/// <summary>
/// Dumps a container's memory ahead of its checkpoint, which then needs only what changed since. The container runs on,
/// and nothing of it is read but memory.
/// </summary>
internal sealed class PreDumper(CheckpointServices services, ArchiveExporter exporter)
{
    private readonly CheckpointOutputs _outputs = new(services);

    /// <summary>Makes a pre-dump; one that was made before makes way when the new one is whole.</summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.ToolFailed"/>, <see cref="ErrorCode.NoSpace"/>.</exception>
    public Task<CheckpointResult> RunAsync(
        LockedContainer locked,
        Container container,
        CheckpointRequest request,
        IOciRuntime runtime,
        IProgress<OperationProgress>? progress,
        CancellationToken cancellationToken) =>
        services.Journal.RunAsync(
            "pre-checkpoint",
            locked,
            async operation =>
            {
                var files = new CheckpointFiles(services.Context.Layout, container.Id);
                await using var output = await _outputs.OpenAsync(operation, container, request.Target, cancellationToken);
                operation.UndoWith(
                    new UndoStep.DeleteTree(files.PreImagesInProgress), new UndoStep.AwaitRuntime(container.Id));
                BundleFolder.Recreate(files.PreImagesInProgress);
                var duration = await DumpAsync(container, request, runtime, files, cancellationToken);
                await File.WriteAllBytesAsync(files.NetworkStatus, "null"u8.ToArray(), cancellationToken);
                var archiveBytes = 0L;
                if (output is not null)
                {
                    await using var export = await exporter.BeginAsync(container, output, cancellationToken);
                    await export.AddImagesAsync(
                        files.PreImagesInProgress, EntryNames.PreCheckpoint, progress, cancellationToken);
                    archiveBytes = await export.CompleteAsync([], cancellationToken);
                    await output.PublishAsync(cancellationToken);
                }

                BundleFolder.Remove(files.PreImages);
                Directory.Move(files.PreImagesInProgress, files.PreImages);
                return new CheckpointResult
                {
                    Id = container.Id,
                    Runtime = duration,
                    ArchiveBytes = archiveBytes,
                    Criu = CriuStatistics.ReadDump(files.StatsDump),
                };
            },
            cancellationToken);

    /// <summary>Throws when a checkpoint is to build on a pre-dump that was not made.</summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.NotFound"/>.</exception>
    public static void RequireParent(CheckpointFiles files, CheckpointMemory memory)
    {
        if (memory == CheckpointMemory.ChangesSince && !Directory.Exists(files.PreImages))
        {
            throw new GantryException(
                ErrorCode.NotFound,
                $"Cannot build on a pre-checkpoint, make one with --pre-checkpoint first: stat {files.PreImages}: "
                + "no such file or directory");
        }
    }

    /// <summary>
    /// Throws when an import's images build on a pre-dump that came neither with them nor in an archive of its own.
    /// </summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.Invalid"/>.</exception>
    public static void RequireParentOf(CheckpointFiles files, string archiveName)
    {
        using var images = DirectoryDescriptor.Open(files.Current.Images);
        if (images.TryStat(CheckpointFiles.ParentLink) is not null && !Directory.Exists(files.PreImages))
        {
            throw new GantryException(
                ErrorCode.Invalid,
                $"Cannot restore from {archiveName}: it holds only what changed since a pre-checkpoint. Give the archive "
                + "of that with --import-previous.");
        }
    }

    /// <summary>Makes the images lead to the pre-dump beside them wherever they are: CRIU may write an absolute link.</summary>
    public static void LinkParent(CheckpointFiles files, CheckpointMemory memory)
    {
        if (memory != CheckpointMemory.ChangesSince)
        {
            return;
        }

        using var images = DirectoryDescriptor.Open(files.Durable.ImagesInProgress);
        if (images.TryStat(CheckpointFiles.ParentLink) is not null)
        {
            images.Unlink(CheckpointFiles.ParentLink);
        }

        images.MakeSymlink(CheckpointFiles.PreImagesFromImages, CheckpointFiles.ParentLink);
    }

    private static async Task<TimeSpan> DumpAsync(
        Container container,
        CheckpointRequest request,
        IOciRuntime runtime,
        CheckpointFiles files,
        CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        try
        {
            await runtime.CheckpointAsync(
                new RuntimeCheckpointRequest
                {
                    Id = container.Id,
                    ImagePath = files.PreImagesInProgress,
                    WorkPath = files.Bundle,
                    Kind = RuntimeDumpKind.PreDump,
                    Include = request.Include,
                },
                cancellationToken);
        }
        catch (GantryException e)
        {
            throw CriuFailure.Explain($"Cannot pre-checkpoint {container.Name}", "it runs on as before", e, files.DumpLog);
        }

        return Stopwatch.GetElapsedTime(started);
    }
}
