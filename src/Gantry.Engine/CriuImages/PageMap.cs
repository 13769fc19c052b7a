namespace Gantry.Engine.CriuImages;

/// <summary>Which pages of an address space a checkpoint has, and where in its pages file (images/pagemap.proto).</summary>
/// <param name="PagesNumber">The number in the name of the pages file.</param>
/// <param name="Ranges">The pages, by ascending address.</param>
internal sealed record PageMap(uint PagesNumber, IReadOnlyList<PageRange> Ranges)
{
    /// <summary>Pages in a part of the address space, by where they are.</summary>
    public (ulong Here, ulong InParent, ulong Lazy) Count(ulong start, ulong end)
    {
        ulong here = 0, parent = 0, lazy = 0;
        for (var index = FirstEndingAfter(start); index < Ranges.Count && Ranges[index].Address < end; index++)
        {
            var range = Ranges[index];
            var count = (Math.Min(range.End, end) - Math.Max(range.Address, start)) / PageRange.PageBytes;
            switch (range.Place)
            {
                case PagePlace.Here:
                    here += count;
                    break;
                case PagePlace.InParent:
                    parent += count;
                    break;
                case PagePlace.Lazy:
                    lazy += count;
                    break;
                default:
                    throw new ArgumentOutOfRangeException(nameof(start), range.Place, null);
            }
        }

        return (here, parent, lazy);
    }

    /// <summary>Where in the pages file the bytes of a part of the address space are, in order, as far as they are there.</summary>
    public IEnumerable<(ulong Address, ulong FileOffset, int Length)> Locate(ulong start, ulong end)
    {
        for (var index = FirstEndingAfter(start); index < Ranges.Count && Ranges[index].Address < end; index++)
        {
            var range = Ranges[index];
            if (range.Place == PagePlace.Here)
            {
                var from = Math.Max(range.Address, start);
                var length = Math.Min(range.End, end) - from;
                yield return (from, range.FileOffset + (from - range.Address), (int)Math.Min(length, int.MaxValue));
            }
        }
    }

    private int FirstEndingAfter(ulong address)
    {
        var (low, high) = (0, Ranges.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = Ranges[middle].End > address ? (low, middle) : (middle + 1, high);
        }

        return low;
    }
}
