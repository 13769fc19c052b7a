using System.Buffers.Binary;
using System.Numerics;
using Gantry.Engine.CriuImages;
using Gantry.Engine.Model.Reports;

namespace Gantry.Engine.Inspection;

/// <summary>
/// Remembers the pages of one checkpoint by digests, 16 bytes a page, and counts how those of another differ. The digest
/// finds changes, not forgeries.
/// </summary>
internal sealed class PageDigests
{
    private readonly Dictionary<(uint Pid, ulong Address), ulong> _digests = [];

    /// <summary>Remembers the pages of a piece.</summary>
    public void Remember(MemoryPiece piece)
    {
        foreach (var (address, digest) in PagesOf(piece))
        {
            _digests[(piece.Pid, address)] = digest;
        }
    }

    /// <summary>How many pages of a piece are other ones than those remembered, and how many were not there.</summary>
    public (long Changed, long New) Compare(MemoryPiece piece)
    {
        var (changed, added) = (0L, 0L);
        foreach (var (address, digest) in PagesOf(piece))
        {
            if (!_digests.TryGetValue((piece.Pid, address), out var before))
            {
                added++;
            }
            else if (before != digest)
            {
                changed++;
            }
        }

        return (changed, added);
    }

    private static IEnumerable<(ulong Address, ulong Digest)> PagesOf(MemoryPiece piece)
    {
        for (var offset = 0; offset < piece.Bytes.Length; offset += PageRange.PageBytes)
        {
            yield return (piece.Address + (ulong)offset, Digest(piece.Bytes.Span.Slice(offset, PageRange.PageBytes)));
        }
    }

    // Two sums of different words each: one processor instruction a word, and 64 bits of result.
    private static ulong Digest(ReadOnlySpan<byte> page)
    {
        var (even, odd) = (0u, ~0u);
        for (var offset = 0; offset < page.Length; offset += 2 * sizeof(ulong))
        {
            var (first, second) = (
                BinaryPrimitives.ReadUInt64LittleEndian(page[offset..]),
                BinaryPrimitives.ReadUInt64LittleEndian(page[(offset + sizeof(ulong))..]));
            even = BitOperations.Crc32C(even, first);
            odd = BitOperations.Crc32C(odd, second);
        }

        return ((ulong)odd << 32) | even;
    }
}
