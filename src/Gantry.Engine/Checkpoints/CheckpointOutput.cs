using Gantry.Engine.Model.Checkpoints;
using Gantry.Engine.State;

namespace Gantry.Engine.Checkpoints;

/// <summary>Where an archive is written while it is not whole yet.</summary>
internal sealed class CheckpointOutput : IDisposable
{
    private readonly ArchiveFile? _file;

    private CheckpointOutput(Stream stream, ArchiveCompression compression, ArchiveFile? file)
    {
        Stream = stream;
        Compression = compression;
        _file = file;
    }

    /// <summary>Takes the archive.</summary>
    public Stream Stream { get; }

    /// <summary>How the archive is compressed.</summary>
    public ArchiveCompression Compression { get; }

    /// <summary>Opens the target's output; null for a local checkpoint. The unfinished file's removal is recorded.</summary>
    public static CheckpointOutput? Open(Operation operation, CheckpointTarget target) => target switch
    {
        CheckpointTarget.Local => null,
        CheckpointTarget.ToStream stream => new CheckpointOutput(stream.Stream, stream.Compression, null),
        CheckpointTarget.ToFile file when ArchiveFile.IsSpecial(file.Path) =>
            new CheckpointOutput(File.OpenWrite(file.Path), file.Compression, null),
        CheckpointTarget.ToFile file => OpenFile(operation, file),
        _ => throw new ArgumentOutOfRangeException(nameof(target), target, null),
    };

    /// <summary>Makes the archive durable and visible under its name.</summary>
    public void Publish()
    {
        Stream.Flush();
        _file?.Publish();
    }

    /// <summary>Closes the file. A stream that was given stays open.</summary>
    public void Dispose() => _file?.Dispose();

    private static CheckpointOutput OpenFile(Operation operation, CheckpointTarget.ToFile target)
    {
        operation.UndoWith(new UndoStep.DeleteFile(ArchiveFile.PartialPath(target.Path)));
        var file = ArchiveFile.Create(target.Path);
        return new CheckpointOutput(file.OpenStream(), target.Compression, file);
    }
}
