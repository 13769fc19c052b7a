using System.Security.Cryptography;

namespace Gantry.Linux.Tests;

public class ZstdStreamTests
{
    private static readonly byte[] s_data = MakeData(3_000_000);

    [Theory]
    [InlineData(1, 0, false)]
    [InlineData(3, 4, false)]
    [InlineData(12, 0, false)]
    [InlineData(3, 2, true)]
    public async Task Data_survives_any_level_threads_and_window(int level, int workers, bool longDistance)
    {
        var packed = await CompressAsync(s_data, level, workers, longDistance);

        Assert.True(packed.Length < s_data.Length / 2);
        Assert.Equal(s_data, await DecompressAsync(packed));
        Assert.Equal(s_data, Decompress(packed));
    }

    [Fact]
    public void Synchronous_writes_give_the_same_data()
    {
        using var packed = new MemoryStream();
        using (var stream = new ZstdCompressStream(packed, leaveOpen: true))
        {
            for (var i = 0; i < s_data.Length; i += 7777)
            {
                stream.Write(s_data, i, Math.Min(7777, s_data.Length - i));
            }
        }

        Assert.Equal(s_data, Decompress(packed.ToArray()));
    }

    [Fact]
    public async Task Nothing_at_all_is_a_frame_too()
    {
        var packed = await CompressAsync([]);

        Assert.NotEmpty(packed);
        Assert.Empty(await DecompressAsync(packed));
    }

    [Fact]
    public async Task Frames_in_a_row_are_read_as_one()
    {
        byte[] packed =
        [
            .. await CompressAsync("one"u8.ToArray()),
            .. await CompressAsync([]),
            .. await CompressAsync("two"u8.ToArray()),
        ];

        Assert.Equal("onetwo"u8.ToArray(), await DecompressAsync(packed));
        Assert.Equal("onetwo"u8.ToArray(), Decompress(packed, readSize: 1));
    }

    [Fact]
    public async Task Truncated_data_is_told_wherever_it_is_cut()
    {
        var packed = await CompressAsync(s_data[..100_000]);

        foreach (var length in new[] { 0, 1, 5, packed.Length / 2, packed.Length - 4, packed.Length - 1 })
        {
            await Assert.ThrowsAsync<InvalidDataException>(() => DecompressAsync(packed[..length]));
        }
    }

    [Fact]
    public async Task A_flipped_bit_and_foreign_data_are_told()
    {
        var packed = await CompressAsync(RandomNumberGenerator.GetBytes(1000));
        packed[500] ^= 1;

        await Assert.ThrowsAsync<InvalidDataException>(() => DecompressAsync(packed));
        await Assert.ThrowsAsync<InvalidDataException>(() => DecompressAsync("no zstd data"u8.ToArray()));
    }

    [Fact]
    public async Task A_window_beyond_the_limit_is_refused()
    {
        var packed = await CompressAsync(s_data, longDistance: true);

        await using var stream = new ZstdDecompressStream(new MemoryStream(packed), maxWindow: 1 << 20);

        await Assert.ThrowsAsync<InvalidDataException>(() => stream.CopyToAsync(Stream.Null));
    }

    [Fact]
    public async Task Flushed_data_can_be_read_before_the_end()
    {
        using var packed = new MemoryStream();
        await using var stream = new ZstdCompressStream(packed, leaveOpen: true);
        await stream.WriteAsync("early"u8.ToArray());
        await stream.FlushAsync();

        await using var reader = new ZstdDecompressStream(new MemoryStream(packed.ToArray()));
        var buffer = new byte[5];
        await reader.ReadExactlyAsync(buffer);

        Assert.Equal("early"u8.ToArray(), buffer);
    }

    [Fact]
    public async Task The_zstd_program_reads_ours_and_we_read_its()
    {
        using var temp = new TempFolder();
        var path = temp.Path + "/data";
        await File.WriteAllBytesAsync(path + ".ours.zst", await CompressAsync(s_data, workers: 2));
        await File.WriteAllBytesAsync(path, s_data);

        var result = await ChildProcess.RunAsync(
            Programs.Shell("zstd -q -d $1.ours.zst && cmp $1 $1.ours && zstd -q -9 -T2 --long $1", path),
            Programs.Soon);

        Assert.Equal(new ChildResult(0, "", ""), result);
        Assert.Equal(s_data, await DecompressAsync(await File.ReadAllBytesAsync(path + ".zst")));
    }

    [Fact]
    public void The_library_tells_its_version()
    {
        Assert.True(Zstd.IsAvailable);
        Assert.True(Zstd.Version >= new Version(1, 4, 0));
    }

    private static byte[] MakeData(int length)
    {
        var random = new Random(7);
        var data = new byte[length];
        for (var i = 0; i < length; i++)
        {
            data[i] = (byte)(random.Next(16) == 0 ? random.Next(256) : (i / 64) % 256);
        }

        return data;
    }

    private static async Task<byte[]> CompressAsync(
        byte[] data, int level = 3, int workers = 0, bool longDistance = false)
    {
        using var packed = new MemoryStream();
        await using (var stream = new ZstdCompressStream(packed, level, workers, longDistance, leaveOpen: true))
        {
            await stream.WriteAsync(data);
        }

        return packed.ToArray();
    }

    private static async Task<byte[]> DecompressAsync(byte[] packed)
    {
        using var data = new MemoryStream();
        await using var stream = new ZstdDecompressStream(new MemoryStream(packed));
        await stream.CopyToAsync(data);
        return data.ToArray();
    }

    private static byte[] Decompress(byte[] packed, int readSize = 81920)
    {
        using var data = new MemoryStream();
        using var stream = new ZstdDecompressStream(new MemoryStream(packed));
        stream.CopyTo(data, readSize);
        return data.ToArray();
    }
}
