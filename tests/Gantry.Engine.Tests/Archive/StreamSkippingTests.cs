using Gantry.Engine.Archive;

namespace Gantry.Engine.Tests.Archive;

public sealed class StreamSkippingTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(200_000)]
    public async Task What_is_passed_over_is_not_there_any_more(int count)
    {
        var content = new byte[300_000];
        Random.Shared.NextBytes(content);
        foreach (var stream in Streams(content))
        {
            Assert.True(await stream.SkipAsync(count, default));
            var next = new byte[100];
            await stream.ReadExactlyAsync(next);
            Assert.Equal(content[count..(count + 100)], next);
            Assert.False(await stream.SkipAsync(long.MaxValue, default));
            Assert.Equal(0, await stream.ReadAsync(next));
        }
    }

    [Fact]
    public async Task The_content_of_entries_is_passed_over_and_a_tar_cut_short_is_noticed_all_the_same()
    {
        var tar = new MemoryStream();
        var writer = new TarWriter(tar);
        foreach (var name in new[] { "one", "two" })
        {
            await writer.WriteHeaderAsync(new TarEntry { Name = name, Type = TarEntryType.RegularFile, Size = 500_000 }, default);
            await writer.WriteContentAsync(new byte[500_000], default);
        }

        await writer.FinishAsync(default);
        tar.Position = 0;
        var reader = new TarReader(tar);
        await reader.ReadNextAsync(default);
        Assert.True(await reader.Content.SkipAsync(400_000, default));
        Assert.Equal("two", (await reader.ReadNextAsync(default))!.Name);
        Assert.Null(await reader.ReadNextAsync(default));

        tar.SetLength(tar.Length - 20_000);
        tar.Position = 0;
        var cut = new TarReader(tar);
        await cut.ReadNextAsync(default);
        await cut.ReadNextAsync(default);
        await Assert.ThrowsAsync<Gantry.Engine.Model.GantryException>(async () => await cut.ReadNextAsync(default));
    }

    private static IEnumerable<Stream> Streams(byte[] content)
    {
        yield return new MemoryStream(content);
        yield return new PipeLikeStream(content);
        yield return new PrefixedStream(content.AsMemory(0, 4), new MemoryStream(content[4..]));
    }
}
