using Gantry.Engine.Archive;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Checkpoints;

namespace Gantry.Engine.Tests.Archive;

public sealed class ArchiveStreamsTests
{
    [Theory]
    [InlineData(CompressionFormat.None)]
    [InlineData(CompressionFormat.Zstd)]
    [InlineData(CompressionFormat.Gzip)]
    [InlineData(CompressionFormat.Lz4)]
    public async Task What_was_compressed_is_recognised_by_content(CompressionFormat compression)
    {
        var content = TarSamples.Bytes(700_000);

        var compressed = await CompressAsync(content, compression);

        Assert.Equal(content, await DecompressAsync(compressed));
    }

    [Theory]
    [InlineData(CompressionFormat.Zstd)]
    [InlineData(CompressionFormat.Gzip)]
    [InlineData(CompressionFormat.Lz4)]
    public async Task Several_members_in_a_row_are_one_stream(CompressionFormat compression)
    {
        var first = TarSamples.Bytes(10_000);
        var second = TarSamples.Bytes(300_000, seed: 2);

        byte[] compressed = [.. await CompressAsync(first, compression), .. await CompressAsync(second, compression)];

        Assert.Equal((byte[])[.. first, .. second], await DecompressAsync(compressed));
    }

    [Theory]
    [InlineData(CompressionFormat.Zstd)]
    [InlineData(CompressionFormat.Gzip)]
    [InlineData(CompressionFormat.Lz4)]
    public async Task A_stream_cut_short_anywhere_is_an_error(CompressionFormat compression)
    {
        var compressed = await CompressAsync(new byte[5000], compression);

        for (var length = 6; length < compressed.Length; length++)
        {
            await Assert.ThrowsAsync<InvalidDataException>(() => DecompressAsync(compressed[..length]));
        }
    }

    [Theory]
    [InlineData("bzip2")]
    [InlineData("xz")]
    public async Task Other_compressions_go_through_a_program(string program)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.At("f"), "content");
        await folder.RunAsync("/usr/bin/" + program, "f");
        var compressed = File.ReadAllBytes(Directory.GetFiles(folder.Root).Single());
        var seen = new List<string>();

        Stream Tool(string tool, Stream source)
        {
            seen.Add(tool);
            return source;
        }

        var handed = await DecompressAsync(compressed, Tool);
        var refusal = await Assert.ThrowsAsync<GantryException>(() => DecompressAsync(compressed));

        Assert.Equal([program], seen);
        Assert.Equal(compressed, handed);
        Assert.Equal(ErrorCode.Incompatible, refusal.Code);
    }

    [Fact]
    public async Task A_stream_shorter_than_any_mark_is_handed_on()
    {
        Assert.Empty(await DecompressAsync([]));
        Assert.Equal((byte[])[1, 2], await DecompressAsync([1, 2]));
    }

    [Fact]
    public async Task The_zstd_program_reads_what_is_written()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder.At("f.zst"), await CompressAsync(new byte[3_000_000], CompressionFormat.Zstd));

        await folder.RunAsync("/usr/bin/zstd", "-q", "-d", "f.zst");

        Assert.Equal(new byte[3_000_000], File.ReadAllBytes(folder.At("f")));
    }

    private static async Task<byte[]> CompressAsync(byte[] content, CompressionFormat compression)
    {
        using var destination = new MemoryStream();
        await using (var stream = ArchiveStreams.Compress(destination, new(compression)))
        {
            await stream.WriteAsync(content);
        }

        Assert.True(destination.CanWrite);
        return destination.ToArray();
    }

    private static async Task<byte[]> DecompressAsync(byte[] compressed, Func<string, Stream, Stream>? tool = null)
    {
        await using var plain = await ArchiveStreams.DecompressAsync(new PipeLikeStream(compressed), tool, default);
        using var content = new MemoryStream();
        await plain.CopyToAsync(content);
        return content.ToArray();
    }
}
