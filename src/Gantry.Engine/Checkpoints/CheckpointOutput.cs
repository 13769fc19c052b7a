using Gantry.Engine.Archive;
using Gantry.Engine.Model.Checkpoints;

namespace Gantry.Engine.Checkpoints;

/// <summary>Where an archive is written while it is not whole yet.</summary>
/// <param name="stream">Takes the archive.</param>
/// <param name="compression">How it is compressed.</param>
/// <param name="publish">Makes the flushed archive durable and visible under its name.</param>
/// <param name="owned">What is closed with it. Null: nothing, a stream that was given stays open.</param>
internal sealed class CheckpointOutput(
    Stream stream, ArchiveCompression compression, Func<CancellationToken, Task> publish, IDisposable? owned) : IAsyncDisposable
{
    // The outermost first: what it writes at its end goes through those behind it.
    private readonly List<ArchiveLayer> _layers = [];

    /// <summary>Takes the archive.</summary>
    public Stream Stream => _layers.Count > 0 ? _layers[0] : stream;

    /// <summary>How the archive is compressed.</summary>
    public ArchiveCompression Compression => compression;

    /// <summary>Does something more to what is written from now on, before all that was added earlier.</summary>
    /// <param name="make">Given what takes its bytes. What it makes is disposed with this.</param>
    public void Add(Func<Stream, ArchiveLayer> make) => _layers.Insert(0, make(Stream));

    /// <summary>Makes the archive durable and visible under its name.</summary>
    public async Task PublishAsync(CancellationToken cancellationToken)
    {
        foreach (var layer in _layers)
        {
            await layer.CompleteAsync(cancellationToken);
        }

        await stream.FlushAsync(cancellationToken);
        await publish(cancellationToken);
    }

    /// <summary>Closes what it owns; what was not published is discarded.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var layer in _layers)
        {
            await layer.DisposeAsync();
        }

        owned?.Dispose();
    }
}
