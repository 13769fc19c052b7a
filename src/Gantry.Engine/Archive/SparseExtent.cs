namespace Gantry.Engine.Archive;

/// <summary>A stretch of a sparse file that holds data.</summary>
/// <param name="Offset">Where it begins in the file, in bytes.</param>
/// <param name="Length">Its length in bytes.</param>
internal readonly record struct SparseExtent(long Offset, long Length)
{
    /// <summary>The first byte behind it.</summary>
    public long End => Offset + Length;
}
