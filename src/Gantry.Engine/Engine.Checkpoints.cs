using Gantry.Engine.Model;
using Gantry.Engine.Model.Checkpoints;
using Gantry.Engine.Model.Containers;
using Gantry.Engine.Model.Images;
using Gantry.Engine.State;
using Gantry.Engine.Tools;
using Gantry.Linux;

namespace Gantry.Engine;

/// <content>Checkpoint and restore.</content>
public sealed partial class Engine
{
    /// <summary>Makes a checkpoint of a running container. Whatever fails leaves it running as it was.</summary>
    /// <exception cref="GantryException">
    /// <see cref="ErrorCode.NotFound"/>, <see cref="ErrorCode.WrongState"/>, <see cref="ErrorCode.Incompatible"/>,
    /// <see cref="ErrorCode.ToolFailed"/>, <see cref="ErrorCode.NoSpace"/>.
    /// </exception>
    public async Task<CheckpointResult> CheckpointAsync(
        string container,
        CheckpointRequest request,
        IProgress<OperationProgress>? progress,
        CancellationToken cancellationToken)
    {
        var id = _services.ResolveId(container);
        var result = await _services.Access.UseAsync(
            id,
            (locked, found) => _services.Checkpointer.CheckpointAsync(
                locked, found, request, handOver: null, progress, cancellationToken),
            cancellationToken);
        await RemoveIfAutomaticAsync(id, request, cancellationToken);
        return result;
    }

    /// <summary>Throws unless kernel and CRIU track changed pages, which pre-dumps need.</summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.Incompatible"/>.</exception>
    public async Task RequireMemoryTrackingAsync(CancellationToken cancellationToken)
    {
        var criu = new Criu(_services.Tools.Find("criu"), new ToolAnswers(Layout.ToolAnswers));
        if (!await criu.HasFeatureAsync("mem_dirty_track", cancellationToken))
        {
            throw new GantryException(
                ErrorCode.Incompatible, "system (architecture/kernel/CRIU) does not support memory tracking");
        }
    }

    /// <summary>Restores a container from the checkpoint in its own folder.</summary>
    /// <exception cref="GantryException">
    /// <see cref="ErrorCode.NotFound"/>, <see cref="ErrorCode.WrongState"/>, <see cref="ErrorCode.Incompatible"/>,
    /// <see cref="ErrorCode.ToolFailed"/>.
    /// </exception>
    public async Task<RestoreResult> RestoreAsync(
        string container,
        RestoreRequest request,
        IProgress<OperationProgress>? progress,
        CancellationToken cancellationToken)
    {
        var id = _services.ResolveId(container);
        await _services.PodControl.StartInfraOfAsync(id, cancellationToken);
        return await _services.Access.UseAsync(
            id,
            (locked, found) =>
            {
                progress?.Report(new OperationProgress("restoring", 0, null));
                return _services.Restorer.RestoreAsync(locked, found, request, cancellationToken);
            },
            cancellationToken);
    }

    /// <summary>Creates a container from an archive and lets it go on. All rules are checked before anything is created.</summary>
    /// <exception cref="GantryException">
    /// <see cref="ErrorCode.Invalid"/>, <see cref="ErrorCode.AlreadyExists"/>, <see cref="ErrorCode.NotFound"/>,
    /// <see cref="ErrorCode.Incompatible"/>, <see cref="ErrorCode.ToolFailed"/>, <see cref="ErrorCode.NoSpace"/>.
    /// </exception>
    public async Task<RestoreResult> ImportAsync(
        ImportRequest request, IProgress<OperationProgress>? progress, CancellationToken cancellationToken)
    {
        await RecoverAbandonedImportsAsync(cancellationToken);
        return await _services.Importer.ImportAsync(request, archives: null, hold: null, progress, cancellationToken);
    }

    /// <summary>
    /// Says what <see cref="ImportAsync"/> would do, and all that stands in its way at once. Reads the whole archive,
    /// changes nothing.
    /// </summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.Invalid"/>: it holds no container's checkpoint.</exception>
    public Task<ImportPreview> PreviewImportAsync(ImportRequest request, CancellationToken cancellationToken) =>
        _services.ImportPreviewer.PreviewAsync(request, cancellationToken);

    /// <summary>A checkpoint image that can be restored with the runtime of this installation.</summary>
    /// <exception cref="GantryException">
    /// <see cref="ErrorCode.NotFound"/>: no such image. <see cref="ErrorCode.Invalid"/>: it holds no checkpoint.
    /// <see cref="ErrorCode.Incompatible"/>: the checkpoint is another runtime's.
    /// </exception>
    public Image RequireCheckpointImage(string image)
    {
        var found = _services.Images.Resolve(image);
        var wanted = found.CheckpointRuntime
            ?? throw new GantryException(ErrorCode.Invalid, $"image is not a checkpoint: {found.Id.Hex}");
        return wanted == _services.Context.Runtimes.DefaultRuntimeName
            ? found
            : throw new GantryException(
                ErrorCode.Incompatible, $"container image \"{found.Id.Hex}\" requires runtime: \"{wanted}\"");
    }

    /// <summary>The archive in a checkpoint image, for <see cref="ImportAsync"/>. The caller disposes it.</summary>
    /// <exception cref="GantryException">As <see cref="RequireCheckpointImage"/>.</exception>
    public Stream OpenCheckpointImage(string image) => _services.Images.OpenCheckpoint(RequireCheckpointImage(image));

    // An import that died left a container and volumes that are to disappear, and that would be in the way of the next
    // try. One that cannot be undone blocks its own id only.
    private async Task RecoverAbandonedImportsAsync(CancellationToken cancellationToken)
    {
        var abandoned = _services.Journal.Pending()
            .Where(operation => operation.Steps.Any(pending => pending.Step is UndoStep.DeleteContainer or UndoStep.DeleteVolume))
            .Select(operation => operation.ContainerId)
            .Distinct();
        foreach (var id in abandoned)
        {
            using var locked = _services.Context.Locks.TryAcquire(id);
            if (locked is not null)
            {
                await _services.Journal.TryRecoverAsync(locked, cancellationToken);
            }
        }
    }

    // Podman leaves this to the exit command; here the container is gone when the command returns.
    private async Task RemoveIfAutomaticAsync(
        ContainerId id, CheckpointRequest request, CancellationToken cancellationToken)
    {
        if (request.After == AfterCheckpoint.Stop)
        {
            await _services.Access.TryUseAsync<Container>(
                id,
                async (locked, container) =>
                {
                    if (container.Spec.AutoRemove)
                    {
                        await _services.Remover.RemoveAsync(
                            locked, new ContainerRemoval { Volumes = true }, cancellationToken);
                    }

                    return container;
                },
                cancellationToken);
        }
    }

    /// <summary>Brings up the loopback interface in the network namespace of a process that is being restored.</summary>
    /// <param name="processId">The process, by its number on this host.</param>
    public static void SetUpLoopback(int processId) => LoopbackLink.SetUp($"/proc/{processId}/ns/net");
}
