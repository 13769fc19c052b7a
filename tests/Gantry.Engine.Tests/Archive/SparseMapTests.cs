using Gantry.Engine.Archive;

namespace Gantry.Engine.Tests.Archive;

public sealed class SparseMapTests
{
    [Fact]
    public void Extents_are_widened_to_blocks_and_joined_where_they_touch()
    {
        var map = SparseMap.Create(10_000, [new(0, 0), new(700, 10), new(1024, 1), new(5000, 0), new(9990, 10)]);

        Assert.Equal([new(512, 1024), new(9728, 272)], map.Extents);
        Assert.Equal(1296, map.DataBytes);
    }

    [Fact]
    public void Too_many_extents_are_joined_over_their_smallest_holes()
    {
        var data = Enumerable.Range(0, 40_000).Select(
            i => new SparseExtent(i * 8192L + (i >= 39_000 ? 1L << 30 : 0), 4096));

        var map = SparseMap.Create(1L << 40, data);

        Assert.Equal(2, map.Extents.Count);
        Assert.Equal((39_000L * 8192) - 4096, map.Extents[0].Length);
    }

    [Fact]
    public void Extents_that_overlap_descend_or_leave_the_file_are_refused()
    {
        Assert.Throws<ArgumentException>(() => SparseMap.Create(100, [new(0, 10), new(5, 10)]));
        Assert.Throws<ArgumentException>(() => SparseMap.Create(100, [new(50, 10), new(0, 10)]));
        Assert.Throws<ArgumentException>(() => SparseMap.Create(100, [new(95, 6)]));
        Assert.Throws<ArgumentException>(() => SparseMap.Create(100, [new(long.MaxValue, 6)]));
        Assert.Throws<ArgumentException>(() => SparseMap.Create(-1, []));
    }
}
