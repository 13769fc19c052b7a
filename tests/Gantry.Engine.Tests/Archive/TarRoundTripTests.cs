using Gantry.Engine.Archive;
using Gantry.Linux;

namespace Gantry.Engine.Tests.Archive;

public sealed class TarRoundTripTests
{
    public static TheoryData<string> Names =>
    [
        "a", "./a/b", new string('n', 100), new string('n', 101), new string('d', 155) + "/" + new string('n', 100),
        new string('d', 156) + "/n", string.Join('/', Enumerable.Repeat("part", 400)), "grüße/日本/😀",
        LinuxPath.FromBytes([0x66, 0xFF, 0x80, 0x2F, 0xC3]), "line\nbreak", "back\\slash", " space ", "=%",
        new string('n', 4095),
    ];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Names_of_files_directories_and_links_survive(string name)
    {
        var tar = await TarSamples.WriteAsync(
            (TarSamples.File(name, 3), [1, 2, 3]),
            (new TarEntry { Name = name, Type = TarEntryType.Directory, Mode = 0x1ED }, []),
            (new TarEntry { Name = "link", Type = TarEntryType.Symlink, LinkName = name }, []),
            (new TarEntry { Name = "hard", Type = TarEntryType.HardLink, LinkName = name }, []));

        var read = await TarSamples.ReadAsync(tar);

        Assert.Equal([name, name, "link", "hard"], read.Select(e => e.Entry.Name));
        Assert.Equal(["", "", name, name], read.Select(e => e.Entry.LinkName));
        Assert.Equal([1, 2, 3], read[0].Content);
    }

    [Fact]
    public async Task An_entry_that_fits_ustar_takes_one_block()
    {
        var entry = TarSamples.File(new string('d', 155) + "/" + new string('n', 100), 0) with { UserName = "root" };

        var tar = await TarSamples.WriteAsync((entry, []));

        Assert.Equal(512 + TarWriter.EndLength, tar.Length);
    }

    [Fact]
    public async Task Everything_an_entry_can_hold_survives()
    {
        var entry = new TarEntry
        {
            Name = "file",
            Type = TarEntryType.RegularFile,
            Size = 5,
            Mode = 0xFFF,
            Uid = 4_294_967_294,
            Gid = 2_097_152,
            UserName = "jürgen",
            GroupName = new string('g', 40),
            Modified = new UnixTime(-2, 123_456_789),
            Accessed = new UnixTime(1_234_567_890_123, 5),
            ExtendedAttributes = new Dictionary<string, byte[]>
            {
                ["security.capability"] = [1, 0, 0, 2, 10, 61, 255],
                ["user.a=b%3D%25"] = [],
            },
            Pax = new Dictionary<string, string> { ["GANTRY.type"] = "socket" },
        };

        var tar = await TarSamples.WriteAsync((entry, [1, 2, 3, 4, 5]));
        var read = Assert.Single(await TarSamples.ReadAsync(tar)).Entry;

        Assert.Equal(entry.ExtendedAttributes, read.ExtendedAttributes);
        Assert.Equal(entry.Pax, read.Pax);
        Assert.Equal(entry, read with { ExtendedAttributes = entry.ExtendedAttributes, Pax = entry.Pax });
    }

    [Theory]
    [InlineData(TarEntryType.CharDevice)]
    [InlineData(TarEntryType.BlockDevice)]
    internal async Task Device_numbers_survive(TarEntryType type)
    {
        var entry = new TarEntry { Name = "dev", Type = type, DeviceMajor = 4095, DeviceMinor = 1_048_575 };

        var read = Assert.Single(await TarSamples.ReadAsync(await TarSamples.WriteAsync((entry, [])))).Entry;

        Assert.Equal(entry, read);
    }

    [Fact]
    public async Task Sparse_maps_survive_with_data_at_the_end_or_not_or_none_at_all()
    {
        var hole = SparseMap.Create(10_000_000_000_000, []);
        var tail = SparseMap.Create(1_000_000, [new(4096, 512), new(999_936, 64)]);
        var many = SparseMap.Create(9_000_000, Enumerable.Range(0, 1000).Select(i => new SparseExtent(i * 4096, 512)));

        var tar = await TarSamples.WriteAsync(
            (TarSamples.File("hole", 0) with { Sparse = hole }, []),
            (TarSamples.File("dir/täil", 576) with { Sparse = tail }, TarSamples.Bytes(576)),
            (TarSamples.File(new string('n', 300), 512_000) with { Sparse = many }, TarSamples.Bytes(512_000)),
            (TarSamples.File("last", 1), [9]));
        var read = await TarSamples.ReadAsync(tar);

        Assert.Equal(["hole", "dir/täil", new string('n', 300), "last"], read.Select(e => e.Entry.Name));
        Assert.Equal([hole.RealSize, 1_000_000, 9_000_000, 1], read.Select(e => e.Entry.FileLength));
        Assert.Equal(tail.Extents, read[1].Entry.Sparse!.Extents);
        Assert.Equal(many.Extents, read[2].Entry.Sparse!.Extents);
        Assert.Equal(TarSamples.Bytes(512_000), read[2].Content);
        Assert.Null(read[3].Entry.Sparse);
    }

    [Fact]
    public async Task Sizes_beyond_8_GiB_are_written_and_read()
    {
        const long size = 20L * 1024 * 1024 * 1024;
        using var stream = new MemoryStream();
        var writer = new TarWriter(stream);
        var entry = TarSamples.File("big", size);

        await writer.WriteHeaderAsync(entry, default);
        await writer.WriteContentAsync(new byte[70_000], default);
        stream.Position = 0;
        var read = await new TarReader(stream).ReadNextAsync(default);

        Assert.Equal(size, read!.Size);
        Assert.Equal(TarWriter.HeaderLength(entry) + size, TarWriter.EntryLength(entry));
    }

    [Fact]
    public async Task Lengths_told_beforehand_are_the_lengths_written()
    {
        var random = new Random(7);
        var entries = Enumerable.Range(0, 300).Select(_ => RandomEntry(random)).ToArray();

        var tar = await TarSamples.WriteAsync(entries);

        Assert.Equal(entries.Sum(e => TarWriter.EntryLength(e.Entry)) + TarWriter.EndLength, tar.Length);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Random_entries_survive(int seed)
    {
        var random = new Random(seed);
        var entries = Enumerable.Range(0, 400).Select(_ => RandomEntry(random)).ToArray();

        var read = await TarSamples.ReadAsync(await TarSamples.WriteAsync(entries));

        Assert.Equal(entries.Length, read.Count);
        foreach (var ((wrote, content), (got, gotContent)) in entries.Zip(read))
        {
            Assert.Equal(wrote.ExtendedAttributes, got.ExtendedAttributes);
            Assert.Equal(wrote.Sparse?.Extents, got.Sparse?.Extents);
            Assert.Equal(wrote.FileLength, got.FileLength);
            var same = got with
            {
                ExtendedAttributes = wrote.ExtendedAttributes,
                Sparse = wrote.Sparse,
                Pax = wrote.Pax,
            };
            Assert.Equal(wrote, same);
            Assert.Equal(content, gotContent);
        }
    }

    [Fact]
    public async Task Content_that_was_not_read_is_skipped()
    {
        var tar = await TarSamples.WriteAsync(
            (TarSamples.File("a", 100_000), new byte[100_000]), (TarSamples.File("b", 1), [7]));
        var reader = new TarReader(new PipeLikeStream(tar));

        await reader.ReadNextAsync(default);
        var second = await reader.ReadNextAsync(default);

        Assert.Equal("b", second!.Name);
        Assert.Equal(7, reader.Content.ReadByte());
        Assert.Equal(-1, reader.Content.ReadByte());
        Assert.Null(await reader.ReadNextAsync(default));
        Assert.Null(await reader.ReadNextAsync(default));
    }

    [Fact]
    public async Task Content_is_written_and_read_without_async_calls_too()
    {
        using var stream = new MemoryStream();
        var writer = new TarWriter(stream);
        var content = TarSamples.Bytes(300_001);

        await writer.WriteHeaderAsync(TarSamples.File("a", content.Length), default);
        writer.Content.Write(content.AsSpan(0, 1000));
        writer.Content.Write(content.AsSpan(1000));
        await writer.FinishAsync(default);
        var reader = new TarReader(new MemoryStream(stream.ToArray()));
        await reader.ReadNextAsync(default);
        using var copy = new MemoryStream();
        reader.Content.CopyTo(copy);

        Assert.Equal(content, copy.ToArray());
        Assert.Null(await reader.ReadNextAsync(default));
    }

    [Fact]
    public async Task An_entry_without_all_of_its_content_cannot_be_followed()
    {
        var writer = new TarWriter(new MemoryStream());
        await writer.WriteHeaderAsync(TarSamples.File("a", 10), default);
        await writer.WriteContentAsync(new byte[9], default);

        await Assert.ThrowsAsync<InvalidOperationException>(
            async () => await writer.WriteContentAsync(new byte[2], default));
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await writer.FinishAsync(default));
        await Assert.ThrowsAsync<InvalidOperationException>(
            async () => await writer.WriteHeaderAsync(TarSamples.File("b", 0), default));
    }

    [Fact]
    public void Entries_that_contradict_themselves_are_not_written()
    {
        Assert.Throws<ArgumentException>(() => TarWriter.HeaderLength(TarSamples.File("", 0)));
        Assert.Throws<ArgumentException>(() => TarWriter.HeaderLength(TarSamples.File("a\0b", 0)));
        Assert.Throws<ArgumentException>(() => TarWriter.HeaderLength(TarSamples.File("a/", 0)));
        Assert.Throws<ArgumentException>(
            () => TarWriter.HeaderLength(new TarEntry { Name = "d", Type = TarEntryType.Directory, Size = 1 }));
        Assert.Throws<ArgumentException>(
            () => TarWriter.HeaderLength(TarSamples.File("s", 2) with { Sparse = SparseMap.Create(9, [new(0, 1)]) }));
    }

    private static (TarEntry Entry, byte[] Content) RandomEntry(Random random)
    {
        var type = (TarEntryType)random.Next(7);
        var isLink = type is TarEntryType.HardLink or TarEntryType.Symlink;
        var isDevice = type is TarEntryType.CharDevice or TarEntryType.BlockDevice;
        var extents = new List<SparseExtent>();
        for (var count = random.Next(1, 60); count > 0; count--)
        {
            var at = extents.Count == 0 ? random.Next(3) * 4096 : extents[^1].End + random.Next(1, 9000);
            extents.Add(new SparseExtent(at, random.Next(1, 700)));
        }

        var sparse = type == TarEntryType.RegularFile && random.Next(3) == 0
            ? SparseMap.Create(extents[^1].End + (random.Next(2) * random.Next(9000)), extents)
            : null;
        var size = type == TarEntryType.RegularFile ? sparse?.DataBytes ?? random.Next(3) * random.Next(3000) : 0;
        var entry = new TarEntry
        {
            Name = RandomName(random),
            Type = type,
            Size = size,
            Mode = random.Next(4096),
            Uid = (uint)random.NextInt64(random.Next(2) == 0 ? 1000 : uint.MaxValue),
            Gid = (uint)random.NextInt64(random.Next(2) == 0 ? 1000 : uint.MaxValue),
            UserName = random.Next(2) == 0 ? "" : RandomName(random),
            Modified = new UnixTime(random.NextInt64(-9_000_000_000, 9_000_000_000), random.Next(3) * 333_333_333),
            Accessed = random.Next(4) == 0 ? new UnixTime(random.Next(), random.Next(1_000_000_000)) : null,
            LinkName = isLink ? RandomName(random) : "",
            DeviceMajor = isDevice ? (uint)random.Next(4096) : 0,
            DeviceMinor = isDevice ? (uint)random.Next(1 << 20) : 0,
            Sparse = sparse,
            ExtendedAttributes = Enumerable.Range(0, random.Next(3)).ToDictionary(
                i => $"user.{i}{RandomName(random)}", _ => TarSamples.Bytes(random.Next(200), random.Next())),
        };
        return (entry, TarSamples.Bytes((int)size, random.Next()));
    }

    private static string RandomName(Random random)
    {
        var (least, most) = random.Next(3) switch { 0 => (1, 12), 1 => (90, 270), _ => (1, 120) };
        var bytes = new byte[random.Next(least, most)];
        var isAscii = random.Next(2) == 0;
        for (var i = 0; i < bytes.Length; i++)
        {
            bytes[i] = (byte)(random.Next(12) == 0 ? '/' : isAscii ? random.Next(0x20, 0x7F) : random.Next(1, 256));
        }

        bytes[^1] = (byte)'z';
        return LinuxPath.FromBytes(bytes);
    }
}
