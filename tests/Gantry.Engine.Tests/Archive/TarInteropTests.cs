using System.Text;
using Gantry.Engine.Archive;
using Gantry.Linux;

namespace Gantry.Engine.Tests.Archive;

/// <summary>GNU tar is the oracle, in both directions.</summary>
public sealed class TarInteropTests
{
    private static readonly string s_longName = string.Join('/', Enumerable.Repeat(new string('d', 60), 4));

    [Theory]
    [InlineData("ustar")]
    [InlineData("pax")]
    [InlineData("gnu")]
    [InlineData("v7")]
    public async Task What_GNU_tar_writes_is_read(string format)
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.At("t/sub"));
        File.WriteAllBytes(folder.At("t/sub/data"), TarSamples.Bytes(100_001));
        File.CreateSymbolicLink(folder.At("t/link"), "sub/data");
        await folder.RunAsync("/bin/ln", "t/sub/data", "t/hard");
        await folder.RunAsync("/bin/touch", "-d", "2001-02-03 04:05:06 UTC", "t/sub/data");
        var hasLongNames = format is "pax" or "gnu";
        if (hasLongNames)
        {
            Directory.CreateDirectory(folder.At("t/" + s_longName));
            File.WriteAllText(folder.At($"t/{s_longName}/ü"), "long");
            File.CreateSymbolicLink(folder.At("t/longlink"), s_longName);
        }

        await folder.TarAsync("--format=" + format, "--sort=name", "--numeric-owner", "-cf", "o.tar", "-C", "t", ".");
        var read = await ReadFileAsync(folder.At("o.tar"));

        var data = read.Single(e => e.Entry.Name is "./hard");
        Assert.Equal(TarSamples.Bytes(100_001), data.Content);
        Assert.Equal(new UnixTime(981_173_106, 0), data.Entry.Modified);
        Assert.Equal("./hard", read.Single(e => e.Entry.Name == "./sub/data").Entry.LinkName);
        Assert.Equal("sub/data", read.Single(e => e.Entry.Name == "./link").Entry.LinkName);
        Assert.Equal(TarEntryType.Directory, read[0].Entry.Type);
        Assert.Equal(".", read[0].Entry.Name);
        if (hasLongNames)
        {
            var file = read.Single(e => e.Entry.Name == $"./{s_longName}/ü");
            Assert.Equal("long", Encoding.UTF8.GetString(file.Content));
            Assert.Equal(s_longName, read.Single(e => e.Entry.Name == "./longlink").Entry.LinkName);
        }
    }

    [Theory]
    [InlineData("gnu", null)]
    [InlineData("pax", "0.0")]
    [InlineData("pax", "0.1")]
    [InlineData("pax", "1.0")]
    public async Task Every_sparse_form_of_GNU_tar_is_read(string format, string? version)
    {
        using var folder = new TemporaryFolder();
        await MakeSparseAsync(folder.At("few"), 10_000_000, [5_000_000]);
        await MakeSparseAsync(folder.At("many"), 20_000_000, Enumerable.Range(1, 60).Select(i => i * 300_000L));
        await MakeSparseAsync(folder.At("hole"), 3_000_000, []);
        string[] options = version is null ? ["--format=gnu"] : ["--format=pax", "--sparse-version=" + version];

        await folder.TarAsync([.. options, "--sparse", "-cf", "s.tar", "few", "many", "hole"]);
        var read = await ReadFileAsync(folder.At("s.tar"));

        Assert.Equal(["few", "many", "hole"], read.Select(e => e.Entry.Name));
        foreach (var (entry, content) in read)
        {
            Assert.True(entry.Size < 1_000_000);
            Assert.Equal(File.ReadAllBytes(folder.At(entry.Name)), TarSamples.Expand(entry, content));
        }

        Assert.True(read[1].Entry.Sparse!.Extents.Count > 21, format);
    }

    [Fact]
    public async Task Extended_attributes_and_times_of_GNU_tar_are_read()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.At("f"), "x");
        await folder.RunAsync("/usr/bin/setfattr", "-n", "user.a=b%c", "-v", "0x00ff0a3d", "f");
        await folder.RunAsync("/bin/touch", "-d", "1969-12-31 23:59:58.25 UTC", "f");

        await folder.TarAsync("--format=pax", "--xattrs", "-cf", "x.tar", "f");
        var entry = Assert.Single(await ReadFileAsync(folder.At("x.tar"))).Entry;

        Assert.Equal([0, 0xFF, 0x0A, 0x3D], entry.ExtendedAttributes["user.a=b%c"]);
        Assert.Equal(new UnixTime(-2, 250_000_000), entry.Modified);
    }

    [Fact]
    public async Task GNU_tar_extracts_what_is_written()
    {
        using var folder = new TemporaryFolder();
        var content = TarSamples.Bytes(3000);
        var sparse = SparseMap.Create(9_000_000, [new(4096, 1000), new(5_000_000, 1500)]);
        var data = TarSamples.Bytes((int)sparse.DataBytes);
        var longName = $"d/{s_longName}/ünï";
        var tar = await TarSamples.WriteAsync(
            (new TarEntry { Name = "d", Type = TarEntryType.Directory, Mode = 0x1ED }, []),
            (TarSamples.File(longName, 3000) with { Modified = new UnixTime(981_173_106, 789_000_000) }, content),
            (TarSamples.File("d/sparse", data.Length) with { Sparse = sparse }, data),
            (TarSamples.File("d/hole", 0) with { Sparse = SparseMap.Create(5_000_000, []) }, []),
            (TarSamples.File("d/attr", 0) with
            {
                ExtendedAttributes = new Dictionary<string, byte[]> { ["user.a=b%c"] = [1, 2, 10] },
                Uid = 3_000_000,
            }, []),
            (new TarEntry { Name = "d/sym", Type = TarEntryType.Symlink, LinkName = longName, Mode = 0x1FF }, []),
            (new TarEntry { Name = "d/hard", Type = TarEntryType.HardLink, LinkName = longName, Mode = 0x1A4 }, []),
            (new TarEntry { Name = "d/fifo", Type = TarEntryType.Fifo, Mode = 0x1A4 }, []));
        File.WriteAllBytes(folder.At("g.tar"), tar);

        await folder.TarAsync("--xattrs", "--no-same-owner", "-xf", "g.tar");
        var listing = await folder.TarAsync("--numeric-owner", "-tvf", "g.tar");
        var facts = await folder.RunAsync("/usr/bin/stat", "-c", "%n %F %s %b", "d/hole", "d/sparse", "d/fifo");
        var time = await folder.RunAsync("/usr/bin/stat", "-c", "%.9Y %h", longName);
        var attribute = await folder.RunAsync("/usr/bin/getfattr", "-e", "hex", "-n", "user.a=b%c", "d/attr");

        Assert.Equal(content, File.ReadAllBytes(folder.At(longName)));
        Assert.Equal("981173106.789000000 2\n", time);
        var expanded = TarSamples.Expand(TarSamples.File("d/sparse", data.Length) with { Sparse = sparse }, data);
        Assert.Equal(expanded, File.ReadAllBytes(folder.At("d/sparse")));
        Assert.Equal(longName, new FileInfo(folder.At("d/sym")).LinkTarget);
        Assert.Contains("d/hole regular file 5000000 0\n", facts, StringComparison.Ordinal);
        Assert.Contains("d/fifo fifo 0 ", facts, StringComparison.Ordinal);
        Assert.Contains("=0x01020a", attribute, StringComparison.Ordinal);
        Assert.Contains("3000000/0", listing, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GNU_tar_lists_names_that_are_no_UTF8_and_sizes_beyond_8_GiB()
    {
        using var folder = new TemporaryFolder();
        var name = LinuxPath.FromBytes([0x66, 0xFF, 0xC3]);
        var big = TarSamples.File("big", 9_000_000_000);
        await using (var file = File.Create(folder.At("b.tar")))
        {
            var writer = new TarWriter(file);
            await writer.WriteHeaderAsync(TarSamples.File(name, 0), default);
            await writer.WriteHeaderAsync(big, default);
            await writer.WriteContentAsync(new byte[100_000], default);
            var length = TarWriter.EntryLength(TarSamples.File(name, 0)) + TarWriter.EntryLength(big);
            file.SetLength(length + TarWriter.EndLength);
        }

        var listing = await folder.TarAsync("--quoting-style=escape", "-tvf", "b.tar");

        Assert.Contains(@"f\377\303", listing, StringComparison.Ordinal);
        Assert.Contains("9000000000", listing, StringComparison.Ordinal);
    }

    private static async Task MakeSparseAsync(string path, long length, IEnumerable<long> offsets)
    {
        await using var file = File.Create(path);
        foreach (var offset in offsets)
        {
            file.Position = offset;
            await file.WriteAsync(TarSamples.Bytes(100, (int)offset));
        }

        file.SetLength(length);
    }

    private static async Task<List<(TarEntry Entry, byte[] Content)>> ReadFileAsync(string path)
    {
        await using var stream = File.OpenRead(path);
        return await TarSamples.ReadAsync(stream);
    }
}
