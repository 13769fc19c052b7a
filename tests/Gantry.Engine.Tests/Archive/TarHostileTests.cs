using Gantry.Engine.Archive;
using Gantry.Engine.Model;

namespace Gantry.Engine.Tests.Archive;

public sealed class TarHostileTests
{
    [Fact]
    public async Task Every_cut_but_none_is_an_error()
    {
        var tar = await TarSamples.WriteAsync(
            (TarSamples.File("a", 700), TarSamples.Bytes(700)),
            (TarSamples.File(new string('n', 300), 10), TarSamples.Bytes(10)),
            (TarSamples.File("s", 99) with { Sparse = SparseMap.Create(99, [new(50, 3)]) }, new byte[99]));

        for (var length = 0; length < tar.Length; length += length % 512 == 511 ? 1 : 511)
        {
            var error = await Assert.ThrowsAsync<GantryException>(() => TarSamples.ReadAsync(tar[..length]));
            Assert.Equal(ErrorCode.Invalid, error.Code);
            Assert.Contains("at byte", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_missing_end_is_accepted_only_when_asked_for_and_only_between_entries()
    {
        var tar = new RawTar().Entry('0', "a", "content").Cut();
        var lone = new RawTar().Entry('0', "a").Raw(new byte[512]).Cut();

        Assert.Single(await TarSamples.ReadAsync(tar, TarEnd.Optional));
        Assert.Single(await TarSamples.ReadAsync(lone, TarEnd.Optional));
        await RefusedAsync(tar[..^1], "cut short", TarEnd.Optional);
        await RefusedAsync([], "cut short", TarEnd.Optional);
        await RefusedAsync(new RawTar().Pax('x', "path=b").Cut(), "cut short", TarEnd.Optional);
    }

    [Fact]
    public async Task A_flipped_bit_in_a_header_is_found()
    {
        var tar = await TarSamples.WriteAsync((TarSamples.File("a", 0), []));

        for (var i = 0; i < 512; i++)
        {
            var damaged = (byte[])tar.Clone();
            damaged[i] ^= 0x10;
            // Of the checksum's own bytes some mean the same after the flip: "0" and " " in front, NUL and " " behind.
            if (i is < TarFormat.ChecksumOffset or >= TarFormat.ChecksumOffset + TarFormat.ChecksumLength)
            {
                await RefusedAsync(damaged, "at byte 0");
            }
        }
    }

    [Fact]
    public async Task A_checksum_of_signed_bytes_is_accepted()
    {
        var tar = new RawTar().Entry('0', "fÿÿ", change: header => TarNumber.FormatOctal(
            TarFormat.Sums(header).Signed, header.AsSpan(TarFormat.Checksum)), sign: false).End();

        Assert.Equal("f\uDCFF\uDCFF", Assert.Single(await TarSamples.ReadAsync(tar)).Entry.Name);
    }

    [Fact]
    public async Task Names_and_records_over_their_limits_are_refused()
    {
        await RefusedAsync(
            new RawTar().Pax('x', "path=" + new string('a', 4097)).Entry('0', "a").End(),
            "the limit is 4096");
        await RefusedAsync(
            new RawTar().Pax('x', "linkpath=" + new string('a', 4097)).Entry('2', "a").End(),
            "the limit is");
        await RefusedAsync(
            new RawTar().Entry('L', "l", new string('a', 4098)).Entry('0', "a").End(),
            "the limit is 4097");
        await RefusedAsync(
            new RawTar().Entry('K', "l", new string('a', 4098)).Entry('2', "a").End(),
            "the limit is 4097");
        await RefusedAsync(
            new RawTar().Pax('x', "big=" + new string('a', 1024 * 1024)).Entry('0', "a").End(), "the limit is 1048576");
        await RefusedAsync(
            new RawTar().Entry('x', "l", size: 1L << 32).Raw(new byte[9999]).Cut(),
            "the limit is 1048576");
    }

    [Theory]
    [InlineData("5 a=b\n")]
    [InlineData("7 a=b\n")]
    [InlineData("6 a=b ")]
    [InlineData("6 =ab\n")]
    [InlineData("6 abc\n")]
    [InlineData("-6 a=b\n")]
    [InlineData("99999999999999999999 a=b\n")]
    [InlineData("a=b\n")]
    [InlineData("6\ta=b\n")]
    [InlineData("12 path=a\0b\n")]
    [InlineData("10 size=x\n")]
    [InlineData("11 size=-1\n")]
    [InlineData("18 uid=4294967295\n")]
    [InlineData("12 mtime=1e3\n")]
    [InlineData("27 GNU.sparse.numbytes=123\n")]
    public async Task Malformed_records_are_refused(string record)
    {
        await RefusedAsync(new RawTar().Entry('x', "pax", record).Entry('0', "a").End(), "at byte 0");
    }

    [Fact]
    public async Task Sizes_that_make_no_sense_are_refused()
    {
        await RefusedAsync(new RawTar().Entry('0', "a", change: h => Fill(h, TarFormat.Size, 0xFF)).End(), "negative");
        await RefusedAsync(
            new RawTar().Entry('0', "a", change: h => Fill(h, TarFormat.Size, 0xBF)).End(), "beyond 63 bits");
        await RefusedAsync(
            new RawTar().Entry('0', "a", change: h => h[TarFormat.Size.Start.Value] = (byte)'9').End(),
            "octal");
        await RefusedAsync(new RawTar().Pax('x', "size=9223372036854775807").Entry('0', "a").End(), "cut short");
        await RefusedAsync(new RawTar().Entry('0', "a", change: h => Fill(h, TarFormat.Uid, 0xFF)).End(), "32 bits");
    }

    [Fact]
    public async Task Entries_that_readers_could_take_differently_are_refused()
    {
        await RefusedAsync(new RawTar().Entry('0', "dir/", "content").End(), "like a directory");
        await RefusedAsync(new RawTar().Entry('0', "").End(), "no name");
        await RefusedAsync(new RawTar().Entry('2', "link").End(), "links to nothing");
        await RefusedAsync(new RawTar().Entry('M', "part").End(), "its type, 0x4d, is not known");
        await RefusedAsync(new RawTar().Pax('x', "path=b").Entry('L', "l", "c").Entry('0', "a").End(), "twice");
        await RefusedAsync(new RawTar().Entry('L', "l", "c").Pax('x', "path=b").Entry('0', "a").End(), "twice");
        await RefusedAsync(new RawTar().Pax('g', "path=b").Entry('0', "a").End(), "every entry");
        await RefusedAsync(new RawTar().Pax('x', "path=b").Pax('g', "uid=1").Entry('0', "a").End(), "global");
        await RefusedAsync(new RawTar().Pax('x', "path=b").End(), "where an entry was announced");
        await RefusedAsync(new RawTar().Entry('0', "a").Raw(new byte[512]).Entry('0', "b").End(), "lone zero block");
        await RefusedAsync(new RawTar().Entry('L', "l", "b\0c").Entry('0', "a").End(), "NUL");
    }

    [Theory]
    [InlineData("x")]
    [InlineData("1\n5\n")]
    [InlineData("-1\n")]
    [InlineData("99999999999999999999999\n")]
    [InlineData("300000\n")]
    [InlineData("1\n0\n600\n")]
    [InlineData("1\n99\n2\n")]
    [InlineData("2\n10\n1\n5\n1\n")]
    [InlineData("1\n9223372036854775807\n1\n")]
    [InlineData("2\n0\n1\n1\n1\n")]
    public async Task Sparse_maps_that_make_no_sense_are_refused(string map)
    {
        var content = map.PadRight(512, '\0') + "c";

        await RefusedAsync(new RawTar()
            .Pax('x', "GNU.sparse.major=1", "GNU.sparse.minor=0", "GNU.sparse.name=s", "GNU.sparse.realsize=100")
            .Entry('0', "a", content)
            .End(), "at byte");
    }

    [Theory]
    [InlineData("GNU.sparse.map=0,1,5")]
    [InlineData("GNU.sparse.map=5,1,0,1")]
    [InlineData("GNU.sparse.map=0,-1")]
    [InlineData("GNU.sparse.map=0,2")]
    [InlineData("GNU.sparse.offset=1")]
    [InlineData("GNU.sparse.major=2")]
    public async Task Sparse_records_that_make_no_sense_are_refused(string record)
    {
        await RefusedAsync(new RawTar().Pax('x', "GNU.sparse.size=100", record).Entry('0', "a", "c").End(), "sparse");
    }

    [Fact]
    public async Task Random_damage_never_ends_in_another_exception()
    {
        var tar = await TarSamples.WriteAsync(
            (TarSamples.File(new string('n', 300), 10), TarSamples.Bytes(10)),
            (TarSamples.File("s", 99) with { Sparse = SparseMap.Create(99, [new(50, 3)]) }, new byte[99]));
        var random = new Random(3);

        for (var round = 0; round < 3000; round++)
        {
            var damaged = (byte[])tar.Clone();
            for (var i = random.Next(1, 6); i > 0; i--)
            {
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            }

            Resign(damaged);
            try
            {
                await TarSamples.ReadAsync(damaged);
            }
            catch (GantryException error)
            {
                Assert.Equal(ErrorCode.Invalid, error.Code);
            }
        }
    }

    private static void Resign(byte[] tar)
    {
        for (var at = 0; at < tar.Length; at += 512)
        {
            var block = tar.AsSpan(at, 512);
            if (block[TarFormat.MagicOffset..].StartsWith("ustar"u8))
            {
                TarNumber.FormatOctal(TarFormat.Sums(block).Unsigned, block[TarFormat.Checksum]);
            }
        }
    }

    private static void Fill(byte[] header, Range range, byte value) => header.AsSpan(range).Fill(value);

    private static async Task RefusedAsync(byte[] tar, string reason, TarEnd end = TarEnd.Required)
    {
        var error = await Assert.ThrowsAsync<GantryException>(() => TarSamples.ReadAsync(tar, end));
        Assert.Equal(ErrorCode.Invalid, error.Code);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }
}
