namespace Gantry.Engine.Archive;

/// <summary>What is done to the bytes of an archive on their way to its destination, and has an end of its own.</summary>
internal abstract class ArchiveLayer : ForwardWriteStream
{
    /// <summary>Writes the end; only then is what was written an archive. The destination is flushed and stays open.</summary>
    public abstract Task CompleteAsync(CancellationToken cancellationToken);
}
