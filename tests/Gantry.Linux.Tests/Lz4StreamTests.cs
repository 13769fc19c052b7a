using System.Security.Cryptography;

namespace Gantry.Linux.Tests;

public class Lz4StreamTests
{
    private static readonly byte[] s_data = MakeData(3_000_000);

    [Theory]
    [InlineData(1)]
    [InlineData(9)]
    public async Task Data_survives_any_level(int level)
    {
        var packed = await CompressAsync(s_data, level);

        Assert.True(packed.Length < s_data.Length);
        Assert.Equal(s_data, await DecompressAsync(packed));
    }

    [Fact]
    public async Task Nothing_at_all_and_noise_are_frames_too()
    {
        var noise = RandomNumberGenerator.GetBytes(2_500_000);

        Assert.Empty(await DecompressAsync(await CompressAsync([])));
        Assert.Equal(noise, await DecompressAsync(await CompressAsync(noise)));
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
        await Assert.ThrowsAsync<InvalidDataException>(() => DecompressAsync("no lz4 data at all"u8.ToArray()));
    }

    [Fact]
    public async Task Flushed_data_can_be_read_before_the_end()
    {
        using var packed = new MemoryStream();
        await using var stream = new Lz4CompressStream(packed, leaveOpen: true);
        await stream.WriteAsync("early"u8.ToArray());
        await stream.FlushAsync();

        await using var reader = new Lz4DecompressStream(new MemoryStream(packed.ToArray()));
        var buffer = new byte[5];
        await reader.ReadExactlyAsync(buffer);

        Assert.Equal("early"u8.ToArray(), buffer);
    }

    [Fact]
    public async Task The_lz4_program_reads_ours_and_we_read_its()
    {
        using var temp = new TempFolder();
        var path = temp.Path + "/data";
        await File.WriteAllBytesAsync(path + ".ours.lz4", await CompressAsync(s_data));
        await File.WriteAllBytesAsync(path, s_data);

        var result = await ChildProcess.RunAsync(
            Programs.Shell("lz4 -q -d $1.ours.lz4 $1.ours && cmp $1 $1.ours && lz4 -q -9 $1 $1.lz4", path),
            Programs.Soon);

        Assert.Equal(new ChildResult(0, "", ""), result);
        Assert.Equal(s_data, await DecompressAsync(await File.ReadAllBytesAsync(path + ".lz4")));
    }

    private static async Task<byte[]> CompressAsync(byte[] data, int level = 1)
    {
        using var packed = new MemoryStream();
        await using (var stream = new Lz4CompressStream(packed, level, leaveOpen: true))
        {
            for (var i = 0; i < data.Length; i += 700_001)
            {
                await stream.WriteAsync(data.AsMemory(i, Math.Min(700_001, data.Length - i)));
            }
        }

        return packed.ToArray();
    }

    private static async Task<byte[]> DecompressAsync(byte[] packed)
    {
        using var data = new MemoryStream();
        await using var stream = new Lz4DecompressStream(new MemoryStream(packed));
        await stream.CopyToAsync(data, 10_000);
        return data.ToArray();
    }

    private static byte[] MakeData(int length)
    {
        var random = new Random(1);
        var data = new byte[length];
        for (var i = 0; i < length; i++)
        {
            data[i] = (byte)(random.Next(4) == 0 ? random.Next(256) : i / 100);
        }

        return data;
    }
}
