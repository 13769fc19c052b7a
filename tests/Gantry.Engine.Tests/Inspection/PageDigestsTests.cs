using Gantry.Engine.Inspection;
using Gantry.Engine.Model.Reports;

namespace Gantry.Engine.Tests.Inspection;

public sealed class PageDigestsTests
{
    [Fact]
    public void Every_changed_byte_changes_its_page_and_no_other()
    {
        var memory = new byte[3 * 4096];
        new Random(3).NextBytes(memory);
        var digests = new PageDigests();
        digests.Remember(new MemoryPiece(1, "", 0x1000, memory));

        for (var offset = 4096; offset < 8192; offset += 7)
        {
            var changed = (byte[])memory.Clone();
            changed[offset] ^= 1;

            Assert.Equal((1, 0), digests.Compare(new MemoryPiece(1, "", 0x1000, changed)));
        }

        Assert.Equal((0, 0), digests.Compare(new MemoryPiece(1, "", 0x1000, memory)));
        Assert.Equal((0, 3), digests.Compare(new MemoryPiece(2, "", 0x1000, memory)));
    }

    [Fact]
    public void Two_words_that_change_places_are_a_change()
    {
        var page = new byte[4096];
        page[0] = 1;
        var other = new byte[4096];
        other[16] = 1;
        var digests = new PageDigests();
        digests.Remember(new MemoryPiece(1, "", 0, page));

        Assert.Equal((1, 0), digests.Compare(new MemoryPiece(1, "", 0, other)));
    }
}
