using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using Gantry.Engine.Inspection;
using Gantry.Engine.Model.Reports;
using Xunit.Abstractions;

namespace Gantry.Engine.Tests.Inspection;

public sealed class MemorySearchTests(ITestOutputHelper output)
{
    private static MemoryPattern.Exactly Text(string text) => new(Encoding.UTF8.GetBytes(text));

    private static MemoryPattern.Matching Expression(string text) => new(new Regex(text, RegexOptions.NonBacktracking));

    [Fact]
    public void A_match_is_found_wherever_pieces_are_cut()
    {
        var memory = new byte[3 * MemoryPattern.MostBytes];
        "secret"u8.CopyTo(memory.AsSpan(MemoryPattern.MostBytes + 100));

        for (var cut = MemoryPattern.MostBytes + 98; cut < MemoryPattern.MostBytes + 108; cut++)
        {
            var matches = Search(
                Text("secret"), 4, new MemoryPiece(1, "[heap]", 0x1000, memory.AsMemory(0, cut)), new MemoryPiece(1, "[heap]", 0x1000 + (ulong)cut, memory.AsMemory(cut)));

            var match = Assert.Single(matches);
            Assert.Equal((0x1000ul + MemoryPattern.MostBytes + 100, 6, 4, "[heap]"), (match.Address, match.Length, match.Offset, match.Area));
            Assert.Equal("\0\0\0\0secret\0\0\0\0", Encoding.Latin1.GetString(match.Surroundings));
        }
    }

    [Fact]
    public void Pieces_that_do_not_adjoin_are_not_searched_as_one()
    {
        var matches = Search(
            Text("secret"), 0, new MemoryPiece(1, "", 0x1000, "sec"u8.ToArray()), new MemoryPiece(1, "", 0x2000, "ret"u8.ToArray()), new MemoryPiece(2, "", 0x2003, "secret"u8.ToArray()));

        Assert.Equal((2u, 0x2003ul), matches.Select(match => (match.Pid, match.Address)).Single());
    }

    [Fact]
    public void Matches_do_not_overlap_and_each_is_found_once()
    {
        var memory = Enumerable.Repeat((byte)'a', 100_000).ToArray();

        var matches = Search(Text("aaaa"), 2, new MemoryPiece(1, "", 0, memory.AsMemory(0, 50_001)), new MemoryPiece(1, "", 50_001, memory.AsMemory(50_001)));

        Assert.Equal(25_000, matches.Count);
        Assert.Equal(Enumerable.Range(0, 25_000).Select(index => (ulong)index * 4), matches.Select(match => match.Address));
    }

    [Fact]
    public void An_expression_sees_every_byte_as_a_character()
    {
        var matches = Search(Expression(@"key=[0-9]+\x00"), 0, new MemoryPiece(1, "", 0x10, "..key=123\0key=x"u8.ToArray()));

        Assert.Equal([(0x12ul, 8)], matches.Select(match => (match.Address, match.Length)));
    }

    [Fact]
    public void Memory_is_searched_at_a_gigabyte_a_second()
    {
        var piece = new byte[1024 * 1024];
        new Random(1).NextBytes(piece);
        var search = new MemorySearch(new MemoryQuery { Pattern = Text("a text that is not there") });
        var start = Stopwatch.GetTimestamp();

        for (var address = 0UL; address < 1024UL * 1024 * 1024; address += (ulong)piece.Length)
        {
            Assert.Empty(search.Take(new MemoryPiece(1, "", address, piece)));
        }

        var elapsed = Stopwatch.GetElapsedTime(start);
        output.WriteLine($"{1024 / elapsed.TotalSeconds:0} MiB/s");

        // Ten times what it takes where nothing else runs: the machines of tests are shared.
        Assert.True(elapsed < TimeSpan.FromSeconds(10), $"{elapsed}");
    }

    private static List<MemoryMatch> Search(MemoryPattern pattern, int context, params MemoryPiece[] pieces)
    {
        var search = new MemorySearch(new MemoryQuery { Pattern = pattern, Context = context });
        return [.. pieces.SelectMany(search.Take), .. search.Finish()];
    }
}
