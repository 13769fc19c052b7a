using Gantry.Engine.Archive;

namespace Gantry.Engine.Storage.Trees;

/// <summary>What is to be made of a file that is there.</summary>
/// <param name="Length">The length that it gets, in bytes.</param>
/// <param name="Sent">The stretches whose content comes new.</param>
/// <param name="Data">Those and the ones that stay; what is in none is a hole. Both ascend.</param>
internal sealed record FilePatch(long Length, IReadOnlyList<SparseExtent> Sent, IReadOnlyList<SparseExtent> Data)
{
    // No file system has larger blocks.
    private const long LargestBlock = 64 * 1024;

    /// <summary>The holes. One at the end reaches beyond it: of a block that is punched in part, the kernel only writes zeros.</summary>
    internal IEnumerable<SparseExtent> Holes()
    {
        var end = 0L;
        foreach (var extent in Data)
        {
            if (extent.Offset > end)
            {
                yield return new SparseExtent(end, extent.Offset - end);
            }

            end = extent.End;
        }

        if (end < Length)
        {
            yield return new SparseExtent(end, Length + LargestBlock - end);
        }
    }
}
