using Gantry.Engine.Model.Checkpoints;

namespace Gantry.Engine.Checkpoints;

/// <summary>Where an archive is written while it is not whole yet.</summary>
/// <param name="stream">Takes the archive.</param>
/// <param name="compression">How it is compressed.</param>
/// <param name="publish">Makes the flushed archive durable and visible under its name.</param>
/// <param name="owned">What is closed with it. Null: nothing, a stream that was given stays open.</param>
internal sealed class CheckpointOutput(
    Stream stream, ArchiveCompression compression, Func<CancellationToken, Task> publish, IDisposable? owned) : IDisposable
{
    /// <summary>Takes the archive.</summary>
    public Stream Stream => stream;

    /// <summary>How the archive is compressed.</summary>
    public ArchiveCompression Compression => compression;

    /// <summary>Makes the archive durable and visible under its name.</summary>
    public async Task PublishAsync(CancellationToken cancellationToken)
    {
        await stream.FlushAsync(cancellationToken);
        await publish(cancellationToken);
    }

    /// <summary>Closes what it owns; what was not published is discarded.</summary>
    public void Dispose() => owned?.Dispose();
}
