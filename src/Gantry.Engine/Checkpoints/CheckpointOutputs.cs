using Gantry.Engine.Model.Checkpoints;
using Gantry.Engine.Model.Containers;
using Gantry.Engine.State;

namespace Gantry.Engine.Checkpoints;

/// <summary>Opens what a checkpoint is written to, before anything is frozen.</summary>
internal sealed class CheckpointOutputs(CheckpointServices services)
{
    private readonly CheckpointImageFacts _facts = new(services);

    /// <summary>Opens the target's output; null for a local checkpoint. The unfinished file's removal is recorded.</summary>
    public async Task<CheckpointOutput?> OpenAsync(
        Operation operation, Container container, CheckpointTarget target, CancellationToken cancellationToken) => target switch
        {
            CheckpointTarget.Local => null,
            CheckpointTarget.ToStream stream =>
                new CheckpointOutput(stream.Stream, stream.Compression, _ => Task.CompletedTask, null),
            CheckpointTarget.ToFile file when ArchiveFile.IsSpecial(file.Path) => OpenSpecial(file),
            CheckpointTarget.ToFile file => OpenFile(operation, file),
            CheckpointTarget.ToImage image => await OpenImageAsync(container, image, cancellationToken),
            _ => throw new ArgumentOutOfRangeException(nameof(target), target, null),
        };

    private static CheckpointOutput OpenSpecial(CheckpointTarget.ToFile target)
    {
        var device = File.OpenWrite(target.Path);
        return new CheckpointOutput(device, target.Compression, _ => Task.CompletedTask, device);
    }

    private static CheckpointOutput OpenFile(Operation operation, CheckpointTarget.ToFile target)
    {
        operation.UndoWith(new UndoStep.DeleteFile(ArchiveFile.PartialPath(target.Path)));
        var file = ArchiveFile.Create(target.Path);
        return new CheckpointOutput(file.OpenStream(), target.Compression, Publish, file);

        Task Publish(CancellationToken cancellationToken)
        {
            file.Publish();
            return Task.CompletedTask;
        }
    }

    // No compression: the image's id is over the plain tar, and a registry compresses it.
    private async Task<CheckpointOutput> OpenImageAsync(
        Container container, CheckpointTarget.ToImage target, CancellationToken cancellationToken)
    {
        var annotations = await _facts.DescribeAsync(container, cancellationToken);
        var stage = services.Images.StageCheckpoint(target.Name);
        return new CheckpointOutput(
            stage.Layer, ArchiveCompression.None, token => stage.PublishAsync(annotations, token), stage);
    }
}
