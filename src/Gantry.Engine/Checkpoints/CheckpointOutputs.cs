using Gantry.Engine.Archive.Encryption;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Checkpoints;
using Gantry.Engine.Model.Containers;
using Gantry.Engine.State;
using Gantry.Engine.Tools;

namespace Gantry.Engine.Checkpoints;

/// <summary>Opens what a checkpoint is written to, before anything is frozen.</summary>
internal sealed class CheckpointOutputs(CheckpointServices services)
{
    private readonly CheckpointImageFacts _facts = new(services);

    /// <summary>Opens the target's output; null for a local checkpoint. The unfinished file's removal is recorded.</summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.Invalid"/>, <see cref="ErrorCode.NotFound"/>: it cannot be written, or not be encrypted.</exception>
    public async Task<CheckpointOutput?> OpenAsync(
        Operation operation, Container container, CheckpointTarget target, CancellationToken cancellationToken) => target switch
        {
            CheckpointTarget.Local => null,
            CheckpointTarget.ToStream stream => Encrypt(
                () => new CheckpointOutput(stream.Stream, stream.Compression, _ => Task.CompletedTask, null), stream.Encryption),
            CheckpointTarget.ToFile { SigningKey: not null } file when ArchiveFile.IsSpecial(file.Path) => throw new GantryException(
                ErrorCode.Invalid, $"Cannot sign a checkpoint in {file.Path}: it is a device or pipe, beside which no signature can be."),
            CheckpointTarget.ToFile file when ArchiveFile.IsSpecial(file.Path) => Encrypt(() => OpenSpecial(file), file.Encryption),
            CheckpointTarget.ToFile { SigningKey: { } key } file =>
                Encrypt(await OpenSignedAsync(operation, file, key, cancellationToken), file.Encryption),
            CheckpointTarget.ToFile file => Encrypt(() => OpenFile(operation, file), file.Encryption),
            CheckpointTarget.ToImage image => await OpenImageAsync(container, image, cancellationToken),
            _ => throw new ArgumentOutOfRangeException(nameof(target), target, null),
        };

    private static CheckpointOutput Encrypt(Func<CheckpointOutput> open, ArchiveEncryption? encryption)
    {
        var recipients = encryption is null ? null : ArchiveKeyFiles.Recipients(encryption);
        var output = open();
        if (recipients is not null)
        {
            output.Add(destination => new AgeEncryptStream(destination, recipients));
        }

        return output;
    }

    private static CheckpointOutput OpenSpecial(CheckpointTarget.ToFile target)
    {
        var device = File.OpenWrite(target.Path);
        return new CheckpointOutput(device, target.Compression, _ => Task.CompletedTask, device);
    }

    private static CheckpointOutput OpenFile(Operation operation, CheckpointTarget.ToFile target)
    {
        var file = Create(operation, target.Path);
        return new CheckpointOutput(file.OpenStream(), target.Compression, Publish, file);

        Task Publish(CancellationToken cancellationToken)
        {
            file.Publish();
            return Task.CompletedTask;
        }
    }

    // A key that cannot be used is found out before anything is frozen.
    private static async Task<Func<CheckpointOutput>> OpenSignedAsync(
        Operation operation, CheckpointTarget.ToFile target, string key, CancellationToken cancellationToken)
    {
        var keygen = new SshKeygen(ToolLocator.Default);
        await keygen.RequireKeyAsync(key, cancellationToken);
        return () =>
        {
            var file = Create(operation, target.Path);
            var signature = Create(operation, ArchiveSignature.PathOf(target.Path));
            var output = new CheckpointOutput(file.OpenStream(), target.Compression, Publish, file);
            output.Add(destination => new SigningLayer(destination, new SshKeygenRun(keygen.BeginSigning(key)), signature));
            return output;

            Task Publish(CancellationToken cancellationToken)
            {
                file.Publish();
                signature.Publish();
                return Task.CompletedTask;
            }
        };
    }

    private static ArchiveFile Create(Operation operation, string path)
    {
        operation.UndoWith(new UndoStep.DeleteFile(ArchiveFile.PartialPath(path)));
        return ArchiveFile.Create(path);
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
