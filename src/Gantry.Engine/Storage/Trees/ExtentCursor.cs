using Gantry.Engine.Archive;

namespace Gantry.Engine.Storage.Trees;

/// <summary>Cuts ascending extents at the bounds of one range after the other.</summary>
internal sealed class ExtentCursor(IReadOnlyList<SparseExtent> extents)
{
    private int _next;

    /// <summary>The parts of the extents within a range. Ranges must ascend.</summary>
    internal List<SparseExtent> Within(long start, long end)
    {
        while (_next < extents.Count && extents[_next].End <= start)
        {
            _next++;
        }

        List<SparseExtent> parts = [];
        for (var i = _next; i < extents.Count && extents[i].Offset < end; i++)
        {
            var offset = Math.Max(start, extents[i].Offset);
            parts.Add(new SparseExtent(offset, Math.Min(end, extents[i].End) - offset));
        }

        return parts;
    }
}
