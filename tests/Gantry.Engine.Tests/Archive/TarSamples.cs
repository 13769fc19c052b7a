using Gantry.Engine.Archive;
using Gantry.Linux;

namespace Gantry.Engine.Tests.Archive;

/// <summary>Tars in memory.</summary>
internal static class TarSamples
{
    public static byte[] Bytes(int count, int seed = 1)
    {
        var bytes = new byte[count];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    public static async Task<byte[]> WriteAsync(params (TarEntry Entry, byte[] Content)[] entries)
    {
        using var stream = new MemoryStream();
        var writer = new TarWriter(stream);
        foreach (var (entry, content) in entries)
        {
            await writer.WriteHeaderAsync(entry, default);
            await writer.WriteContentAsync(content, default);
        }

        await writer.FinishAsync(default);
        Assert.Equal(writer.Position, stream.Length);
        return stream.ToArray();
    }

    public static async Task<List<(TarEntry Entry, byte[] Content)>> ReadAsync(
        Stream stream, TarEnd end = TarEnd.Required)
    {
        var entries = new List<(TarEntry, byte[])>();
        var reader = new TarReader(stream, end);
        while (await reader.ReadNextAsync(default) is { } entry)
        {
            using var content = new MemoryStream();
            await reader.Content.CopyToAsync(content);
            entries.Add((entry, content.ToArray()));
        }

        await reader.DrainAsync(default);
        return entries;
    }

    public static Task<List<(TarEntry Entry, byte[] Content)>> ReadAsync(byte[] tar, TarEnd end = TarEnd.Required) =>
        ReadAsync(new PipeLikeStream(tar), end);

    public static TarEntry File(string name, long size) => new()
    {
        Name = name,
        Type = TarEntryType.RegularFile,
        Size = size,
        Mode = Convert.ToInt32("644", 8),
        Modified = new UnixTime(1_700_000_000, 0),
    };

    /// <summary>The file that a sparse entry's extents make.</summary>
    public static byte[] Expand(TarEntry entry, byte[] content)
    {
        var file = new byte[entry.FileLength];
        var from = 0;
        foreach (var extent in entry.Sparse!.Extents)
        {
            content.AsSpan(from, (int)extent.Length).CopyTo(file.AsSpan((int)extent.Offset));
            from += (int)extent.Length;
        }

        Assert.Equal(content.Length, from);
        return file;
    }
}
