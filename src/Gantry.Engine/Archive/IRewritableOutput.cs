namespace Gantry.Engine.Archive;

/// <summary>A destination of an archive of which parts can be written once more, such as a file.</summary>
internal interface IRewritableOutput
{
    /// <summary>Replaces bytes that were handed to it before.</summary>
    /// <param name="offset">From the beginning of the archive.</param>
    /// <param name="bytes">What is to stand there.</param>
    void Rewrite(long offset, ReadOnlySpan<byte> bytes);
}
