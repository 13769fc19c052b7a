namespace Gantry.Engine.Archive;

/// <summary>Where the data of a sparse file lies: ascending extents that do not overlap, none of them empty.</summary>
internal sealed class SparseMap
{
    /// <summary>The most extents written: their map stays below the 1 MiB that Go's archive/tar reads.</summary>
    public const int MaxWrittenExtents = 16 * 1024;

    private SparseMap(long realSize, IReadOnlyList<SparseExtent> extents)
    {
        RealSize = realSize;
        Extents = extents;
        DataBytes = extents.Sum(extent => extent.Length);
    }

    /// <summary>Length of the file in bytes.</summary>
    public long RealSize { get; }

    /// <summary>The stretches with data. Empty: one hole from start to end.</summary>
    public IReadOnlyList<SparseExtent> Extents { get; }

    /// <summary>Bytes in all extents.</summary>
    public long DataBytes { get; }

    /// <summary>
    /// Makes a map for writing: empty extents are dropped, the others widened to whole blocks and joined where they
    /// touch, and where there are more than <see cref="MaxWrittenExtents"/> the smallest holes become data. What is
    /// written must be read from the file by <see cref="Extents"/>, not by <paramref name="data"/>.
    /// </summary>
    /// <remarks>
    /// Whole blocks, because GNU tar begins each extent at a block of the archive and Go behind the last byte of the
    /// one
    /// before (src/sparse.c, sparse_extract_region; archive/tar/reader.go, sparseFileReader).
    /// </remarks>
    /// <param name="realSize">Length of the file in bytes.</param>
    /// <param name="data">Ascending stretches with data, as SEEK_DATA and SEEK_HOLE give them.</param>
    /// <exception cref="ArgumentException">The stretches overlap, descend or leave the file.</exception>
    public static SparseMap Create(long realSize, IEnumerable<SparseExtent> data)
    {
        var all = data.ToList();
        if (Complaint(realSize, all) is { } complaint)
        {
            throw new ArgumentException(
                $"A sparse file of {realSize} bytes cannot have this map: {complaint}.", nameof(data));
        }

        var blocks = all.Where(extent => extent.Length > 0).Select(extent => ToBlocks(extent, realSize));
        var extents = Join(blocks, smallestHole: 1);
        for (long hole = 4096; extents.Count > MaxWrittenExtents; hole *= 2)
        {
            extents = Join(extents, hole);
        }

        return new SparseMap(realSize, extents);
    }

    /// <summary>A map as an archive has it, checked.</summary>
    /// <exception cref="InvalidDataException">The stretches overlap, descend or leave the file.</exception>
    internal static SparseMap FromArchive(long realSize, List<SparseExtent> extents)
    {
        if (Complaint(realSize, extents) is { } complaint)
        {
            throw new InvalidDataException($"its sparse map is wrong: {complaint}");
        }

        extents.RemoveAll(extent => extent.Length == 0);
        return new SparseMap(realSize, extents);
    }

    private static string? Complaint(long realSize, List<SparseExtent> extents)
    {
        if (realSize < 0)
        {
            return $"the file's length is {realSize}";
        }

        var end = 0L;
        foreach (var extent in extents)
        {
            if (extent.Length < 0 || extent.Offset < end || extent.Offset > realSize - extent.Length)
            {
                return $"the {extent.Length} bytes at {extent.Offset} overlap others "
                    + $"or leave the file's {realSize} bytes";
            }

            end = extent.End;
        }

        return null;
    }

    private static SparseExtent ToBlocks(SparseExtent extent, long realSize)
    {
        var offset = extent.Offset & -TarFormat.BlockSize;
        return new SparseExtent(offset, Math.Min(TarFormat.Padded(extent.End), realSize) - offset);
    }

    private static List<SparseExtent> Join(IEnumerable<SparseExtent> extents, long smallestHole)
    {
        var joined = new List<SparseExtent>();
        foreach (var extent in extents)
        {
            if (joined.Count > 0 && extent.Offset - joined[^1].End < smallestHole)
            {
                joined[^1] = joined[^1] with { Length = extent.End - joined[^1].Offset };
            }
            else
            {
                joined.Add(extent);
            }
        }

        return joined;
    }
}
