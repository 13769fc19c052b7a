using Gantry.Engine.CriuImages;
using Gantry.CriuImages;
using Gantry.Engine.Model;
using Gantry.Engine.Tests.Archive;

namespace Gantry.Engine.Tests.CriuImages;

public sealed class CriuImageCollectorTests
{
    [Fact]
    public async Task Messages_are_read_whatever_parts_they_come_in()
    {
        var bytes = ImageBytes.Of(new TreeItem { Pid = 1, Threads = { 1, 7 } }, new TreeItem { Pid = 9, Parent = 1 });

        var images = await ReadAsync("pstree.img", new PipeLikeStream(bytes));

        Assert.Equal([(1u, 0u), (9u, 1u)], images.Tree.Select(item => (item.Pid, item.Parent)));
        Assert.Equal([1u, 7u], images.Tree[0].Threads);
    }

    [Fact]
    public async Task An_image_cut_short_is_refused_at_every_length()
    {
        var bytes = ImageBytes.Of(new TreeItem { Pid = 1 }, new TreeItem { Pid = 300, Parent = 1, Threads = { 300 } });
        int[] ends = [8, 8 + 4 + new TreeItem { Pid = 1 }.CalculateSize(), bytes.Length];

        for (var length = 0; length < bytes.Length; length++)
        {
            var cut = bytes[..length];
            if (ends.Contains(length))
            {
                await ReadAsync("pstree.img", new MemoryStream(cut));
            }
            else
            {
                var error = await Assert.ThrowsAsync<GantryException>(() => ReadAsync("pstree.img", new MemoryStream(cut)));
                Assert.Equal(ErrorCode.Invalid, error.Code);
                Assert.Contains("\"pstree.img\"", error.Message, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public async Task A_message_that_claims_to_be_huge_is_refused_before_memory_is_taken()
    {
        byte[] bytes = [.. ImageBytes.Of(), .. ImageBytes.Word(0x7FFFFFFF)];

        var error = await Assert.ThrowsAsync<GantryException>(() => ReadAsync("mm-1.img", new MemoryStream(bytes)));

        Assert.Contains("the limit is 16777216", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Messages_that_become_too_many_objects_are_refused()
    {
        // Two bytes each: field 14, no content.
        var areas = new byte[8 * 1024 * 1024 + 2];
        for (var index = 0; index < areas.Length; index += 2)
        {
            areas[index] = (14 << 3) | 2;
        }

        byte[] bytes = [.. ImageBytes.Of(), .. ImageBytes.Framed(areas)];

        var error = await Assert.ThrowsAsync<GantryException>(() => ReadAsync("mm-1.img", new MemoryStream(bytes)));

        Assert.Contains("more than 4000000 parts", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Damaged_images_are_read_or_refused_and_nothing_else()
    {
        var random = new Random(7);
        var bytes = ImageBytes.Of(
            new OpenFile { Type = 1, Id = 2, Regular = new RegularFile { Id = 2, Name = Google.Protobuf.ByteString.CopyFromUtf8("/a") } },
            new OpenFile { Type = 4, Id = 3, Inet = new InetSocket { Inode = 8, LocalAddress = { 0x0100007F }, LocalPort = 80 } });
        string[] names = ["files.img", "core-1.img", "mm-1.img", "pagemap-1.img", "cgroup.img", "sk-queues.img", "mountpoints-1.img"];

        for (var round = 0; round < 4000; round++)
        {
            var damaged = (byte[])bytes.Clone();
            for (var flips = random.Next(1, 6); flips > 0; flips--)
            {
                damaged[random.Next(8, damaged.Length)] = (byte)random.Next(256);
            }

            try
            {
                await ReadAsync(names[round % names.Length], new MemoryStream(damaged, 0, random.Next(damaged.Length + 1)));
            }
            catch (GantryException e)
            {
                Assert.Equal(ErrorCode.Invalid, e.Code);
            }
        }
    }

    [Fact]
    public async Task Images_of_unknown_kinds_are_listed_and_not_read()
    {
        var images = await ReadAsync("from-the-future-3.img", new MemoryStream([1]));

        Assert.Equal(["from-the-future-3.img"], images.Unread);
    }

    [Fact]
    public async Task Pages_are_counted_by_where_they_are()
    {
        var bytes = ImageBytes.Of(
            new PagemapHead { Pages = 5 },
            new PageRun { Address = 0x1000, ShortCount = 2, Flags = 4 },
            new PageRun { Address = 0x8000, ShortCount = 1, InParent = true },
            new PageRun { Address = 0x9000, Count = 3, Flags = 2 },
            new PageRun { Address = 0x10000, ShortCount = 1, Flags = 6 },
            new PageRun { Address = ulong.MaxValue - 4095, Count = ulong.MaxValue });

        var map = (await ReadAsync("pagemap-1.img", new MemoryStream(bytes))).Pages[1];

        Assert.Equal(5u, map.PagesNumber);
        Assert.Equal((3ul, 1ul, 3ul), map.Count(0, ulong.MaxValue));
        Assert.Equal((1ul, 0ul, 0ul), map.Count(0x2000, 0x8000));
        Assert.Equal([(0x2FF0ul, 0x1FF0ul, 0x10), (0x10000ul, 0x2000ul, 4)], map.Locate(0x2FF0, 0x10004));
    }

    [Fact]
    public async Task Data_that_wait_in_sockets_and_pipes_are_counted()
    {
        byte[] bytes =
        [
            .. ImageBytes.Of(new QueuedPacket { Socket = 3, Length = 5 }),
            .. "hello"u8,
            .. ImageBytes.Framed(Google.Protobuf.MessageExtensions.ToByteArray(new QueuedPacket { Socket = 3, Length = 2 })),
            .. "ab"u8,
        ];

        var images = await ReadAsync("sk-queues.img", new MemoryStream(bytes));

        Assert.Equal(7ul, images.Queued[(false, 3)]);
    }

    [Theory]
    [InlineData("core-17.img", "core", 17u)]
    [InlineData("pagemap-shmem-2.img", "pagemap-shmem", 2u)]
    [InlineData("tcp-stream-1f.img", "tcp-stream", 31u)]
    [InlineData("files.img", "files", null)]
    [InlineData("tmpfs-dev-90.tar.gz.img", "tmpfs-dev-90.tar.gz", null)]
    [InlineData("stats-dump", "stats-dump", null)]
    public void Names_tell_kind_and_number(string name, string kind, uint? number) =>
        Assert.Equal(new CriuImageName(kind, number), CriuImageName.Parse(name));

    private static async Task<CriuImageSet> ReadAsync(string name, Stream content)
    {
        var collector = new CriuImageCollector();
        await collector.ReadAsync(name, content, default);
        return collector.Images;
    }
}
