using Gantry.Engine.Archive;
using Gantry.Linux;

namespace Gantry.Engine.Storage.Trees;

/// <summary>Compares a large file, block by block, with what the other end has of it.</summary>
/// <param name="Sent">What has to be sent.</param>
/// <param name="Kept">What the other end has.</param>
/// <param name="Blocks">What it has once that was sent; the digests of blocks that are sent are still to be noted.</param>
internal sealed record ChangedBlocks(SparseMap Sent, IReadOnlyList<SparseExtent> Kept, FileBlocks Blocks)
{
    /// <summary>Reads the file as far as it may be the same.</summary>
    /// <param name="file">The file.</param>
    /// <param name="layout">Where its data lies.</param>
    /// <param name="before">What the other end has.</param>
    internal static ChangedBlocks Find(Descriptor file, SparseMap layout, FileBlocks before)
    {
        List<SparseExtent> sent = [], kept = [];
        var (now, then) = (new ExtentCursor(layout.Extents), new ExtentCursor(before.Layout));
        var buffer = new byte[FileBlocks.BlockSize];
        for (var start = 0L; start < layout.RealSize; start += FileBlocks.BlockSize)
        {
            var end = Math.Min(start + FileBlocks.BlockSize, layout.RealSize);
            var (data, had) = (now.Within(start, end), then.Within(start, end));
            var isKept = data.Count > 0
                && data.SequenceEqual(had)
                && Read(file, data, buffer) is { } content
                && FileBlocks.Digest(content.Span).AsSpan().SequenceEqual(before.DigestAt(start / FileBlocks.BlockSize));
            Append(isKept ? kept : sent, data);
        }

        // Where there are too many extents to be written, some of what could be kept is sent.
        var map = SparseMap.Create(layout.RealSize, sent);
        kept = Subtract(kept, map.Extents);
        var blocks = new FileBlocks(layout.RealSize, Union(map.Extents, kept));
        foreach (var range in kept)
        {
            for (var block = range.Offset / FileBlocks.BlockSize; block * FileBlocks.BlockSize < range.End; block++)
            {
                before.DigestAt(block).CopyTo(blocks.DigestAt(block));
            }
        }

        return new ChangedBlocks(map, kept, blocks);
    }

    private static ReadOnlyMemory<byte>? Read(Descriptor file, List<SparseExtent> data, byte[] buffer)
    {
        var filled = 0;
        foreach (var part in data)
        {
            for (var offset = part.Offset; offset < part.End;)
            {
                var count = file.ReadAt(buffer.AsSpan(filled, (int)(part.End - offset)), offset);
                if (count == 0)
                {
                    // It was cut meanwhile.
                    return null;
                }

                filled += count;
                offset += count;
            }
        }

        return buffer.AsMemory(0, filled);
    }

    private static void Append(List<SparseExtent> extents, List<SparseExtent> more)
    {
        foreach (var extent in more)
        {
            if (extents.Count > 0 && extents[^1].End == extent.Offset)
            {
                extents[^1] = extents[^1] with { Length = extents[^1].Length + extent.Length };
            }
            else
            {
                extents.Add(extent);
            }
        }
    }

    private static List<SparseExtent> Subtract(List<SparseExtent> extents, IReadOnlyList<SparseExtent> taken)
    {
        var cursor = new ExtentCursor(taken);
        List<SparseExtent> left = [];
        foreach (var extent in extents)
        {
            var offset = extent.Offset;
            foreach (var part in cursor.Within(extent.Offset, extent.End).Append(new SparseExtent(extent.End, 0)))
            {
                if (part.Offset > offset)
                {
                    left.Add(new SparseExtent(offset, part.Offset - offset));
                }

                offset = part.End;
            }
        }

        return left;
    }

    private static List<SparseExtent> Union(IReadOnlyList<SparseExtent> some, List<SparseExtent> others)
    {
        List<SparseExtent> union = [];
        Append(union, [.. some.Concat(others).OrderBy(extent => extent.Offset)]);
        return union;
    }
}
