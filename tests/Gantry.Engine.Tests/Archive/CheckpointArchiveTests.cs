using System.Text;
using System.Text.Json.Nodes;
using Gantry.Engine.Archive;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Checkpoints;

namespace Gantry.Engine.Tests.Archive;

public sealed class CheckpointArchiveTests
{
    private const string Id = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    private static readonly ArchivedVolume s_volume = new()
    {
        Name = "data",
        Options = new Dictionary<string, string> { ["o"] = "uid=1" },
        Labels = new Dictionary<string, string> { ["grüße"] = "ä\"\\" },
        Anonymous = true,
        Created = DateTimeOffset.UnixEpoch,
    };

    public static TheoryData<CompressionFormat> Compressions =>
        [CompressionFormat.None, CompressionFormat.Zstd, CompressionFormat.Gzip, CompressionFormat.Lz4];

    [Theory]
    [MemberData(nameof(Compressions))]
    public async Task What_was_written_is_read_and_verified(CompressionFormat compression)
    {
        var archive = await WriteAsync(compression);

        var (entries, verification) = await ReadAsync(archive);

        Assert.Equal(
            ["config.dump", "checkpoint", "checkpoint/pages-1.img", "checkpoint/parent", "volumes/data.tar", "ctr.log"],
            entries.Select(e => e.Name));
        Assert.Equal(TarSamples.Bytes(200_000), entries[2].Content);
        Assert.Equal("../pre-checkpoint", entries[3].Header.LinkName);
        Assert.True(verification.HasManifest);
        Assert.Equal(6, verification.Entries);
        Assert.Equal(new ArchivedContainer(Id, "cc"), verification.Manifest!.Container);
        Assert.Equal("gantry 0.1.0", verification.Manifest.Engine);
        var volume = Assert.Single(verification.Manifest.Volumes);
        Assert.Equal(s_volume.Labels, volume.Labels);
        Assert.Equal(s_volume, volume with { Labels = s_volume.Labels, Options = s_volume.Options });
    }

    [Theory]
    [InlineData(0)]
    [InlineData(700)]
    [InlineData(3_000_000)]
    public async Task Files_of_unknown_length_are_read_like_others(int length)
    {
        var pages = TarSamples.Bytes(length);
        using var destination = new RewritableMemory();
        await using (var writer = Writer(destination, CompressionFormat.Zstd))
        {
            Assert.True(writer.TakesGrowingFiles);
            await writer.AddFileAsync("config.dump", 0x180, "{}"u8.ToArray(), default);
            for (var n = 1; n <= 2; n++)
            {
                var added = await writer.AddGrowingFileAsync(
                    $"checkpoint/pages-{n}.img", 0x180, (stream, token) => stream.WriteAsync(pages, token).AsTask(), default);
                Assert.Equal(length, added);
            }

            await writer.AddFileAsync("ctr.log", 0x180, "log"u8.ToArray(), default);
            await writer.CompleteAsync(new ArchivedContainer(Id, "cc"), [], default);
            Assert.Equal(destination.Length, writer.BytesWritten);
        }

        var (entries, verification) = await ReadAsync(destination.ToArray());

        Assert.Equal(
            ["config.dump", "checkpoint/pages-1.img", "checkpoint/pages-2.img", "ctr.log"], entries.Select(e => e.Name));
        Assert.Equal(pages, entries[1].Content);
        Assert.Equal(pages, entries[2].Content);
        Assert.True(verification.HasManifest);
    }

    [Fact]
    public async Task A_file_of_unknown_length_needs_zstd_and_a_destination_that_can_be_rewritten()
    {
        foreach (var (destination, compression) in new (Stream, CompressionFormat)[]
            { (new MemoryStream(), CompressionFormat.Zstd), (new RewritableMemory(), CompressionFormat.Gzip) })
        {
            await using var writer = Writer(destination, compression);

            Assert.False(writer.TakesGrowingFiles);
            await Assert.ThrowsAsync<InvalidOperationException>(() =>
                writer.AddGrowingFileAsync("checkpoint/pages-1.img", 0x180, (_, _) => Task.CompletedTask, default));
        }
    }

    [Fact]
    public async Task An_archive_left_at_a_file_of_unknown_length_is_none()
    {
        using var destination = new RewritableMemory();
        await using (var writer = Writer(destination, CompressionFormat.Zstd))
        {
            await writer.AddFileAsync("config.dump", 0x180, "{}"u8.ToArray(), default);
            await Assert.ThrowsAsync<IOException>(() => writer.AddGrowingFileAsync(
                "checkpoint/pages-1.img",
                0x180,
                async (stream, token) =>
                {
                    await stream.WriteAsync(new byte[3_000_000], token);
                    throw new IOException("gone");
                },
                default));
        }

        await Assert.ThrowsAsync<GantryException>(() => ReadAsync(destination.ToArray()));
    }

    [Fact]
    public async Task Content_nobody_reads_is_verified_too()
    {
        var archive = await WriteAsync(CompressionFormat.Zstd);
        await using var reader = new CheckpointArchiveReader(new PipeLikeStream(archive), "a.tar");

        await foreach (var entry in reader.ReadEntriesAsync(default))
        {
            Assert.Null(reader.Verification);
        }

        Assert.True(reader.Verification!.HasManifest);
    }

    [Fact]
    public async Task The_manifest_is_the_documented_JSON()
    {
        var archive = await WriteAsync(CompressionFormat.None);

        var last = (await TarSamples.ReadAsync(archive))[^1];
        var json = JsonNode.Parse(last.Content)!;

        Assert.Equal("gantry.manifest", last.Entry.Name);
        Assert.Equal(1, (int)json["version"]!);
        Assert.Equal("cc", (string)json["container"]!["name"]!);
        Assert.Equal("config.dump", (string)json["entries"]![0]!["name"]!);
        Assert.Equal("file", (string)json["entries"]![0]!["type"]!);
        Assert.Equal(2, (int)json["entries"]![0]!["length"]!);
        Assert.Equal(
            "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a",
            (string)json["entries"]![0]!["sha256"]!);
        Assert.Equal("uid=1", (string)json["volumes"]![0]!["options"]!["o"]!);
        Assert.Equal("digest", json.AsObject().Last().Key);
    }

    [Theory]
    [MemberData(nameof(Compressions))]
    public async Task A_stream_cut_short_is_never_a_checkpoint(CompressionFormat compression)
    {
        var archive = await WriteAsync(compression);
        var step = compression == CompressionFormat.None ? 512 : 1024;
        var lengths = Enumerable.Range(0, archive.Length / step).Select(i => i * step).Append(archive.Length - 1);

        foreach (var length in lengths)
        {
            var error = await Assert.ThrowsAsync<GantryException>(() => ReadAsync(archive[..length]));
            Assert.Equal(ErrorCode.Invalid, error.Code);
            Assert.Contains("checkpoint archive \"a.tar\"", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_flipped_bit_in_the_content_of_any_entry_is_found()
    {
        var archive = await WriteAsync(CompressionFormat.None);
        var position = 0;

        foreach (var (entry, content) in await TarSamples.ReadAsync(archive))
        {
            position += (int)TarWriter.HeaderLength(entry);
            foreach (var at in content.Length == 0 ? [] : new[] { 0, content.Length / 2, content.Length - 1 })
            {
                var damaged = (byte[])archive.Clone();
                damaged[position + at] ^= 1;
                var error = await Assert.ThrowsAsync<GantryException>(() => ReadAsync(damaged));
                Assert.Equal(ErrorCode.Invalid, error.Code);
                Assert.Contains(entry.Name, error.Message, StringComparison.Ordinal);
            }

            position += (int)TarFormat.Padded(content.Length);
        }
    }

    [Theory]
    [MemberData(nameof(Compressions))]
    public async Task A_flipped_bit_anywhere_is_found_or_changes_nothing(CompressionFormat compression)
    {
        var archive = await WriteAsync(compression);
        var (good, _) = await ReadAsync(archive);
        var random = new Random(5);

        for (var round = 0; round < 300; round++)
        {
            var damaged = (byte[])archive.Clone();
            damaged[random.Next(damaged.Length)] ^= (byte)(1 << random.Next(8));
            try
            {
                var (entries, verification) = await ReadAsync(damaged);
                // Zeros between entries vouch for nothing, and nobody reads them.
                Assert.True(verification.HasManifest);
                Assert.Equal(good.Select(e => e.Header), entries.Select(e => e.Header));
            }
            catch (GantryException error)
            {
                Assert.Contains(error.Code, new[] { ErrorCode.Invalid, ErrorCode.Incompatible });
            }
        }
    }

    [Fact]
    public async Task Entries_that_the_manifest_does_not_list_or_that_are_missing_are_found()
    {
        var entries = await TarSamples.ReadAsync(await WriteAsync(CompressionFormat.None));

        await RefusedAsync(
            await TarSamples.WriteAsync([.. entries[1..]]),
            "config.dump\" is listed in gantry.manifest and missing");
        await RefusedAsync(
            await TarSamples.WriteAsync([(TarSamples.File("extra", 0), []), .. entries]), "\"extra\" is not listed");
        await RefusedAsync(
            await TarSamples.WriteAsync([.. entries, (TarSamples.File("extra", 0), [])]), "behind gantry.manifest");
        var changed = (entries[0].Entry, "[]"u8.ToArray());
        await RefusedAsync(
            await TarSamples.WriteAsync([changed, .. entries[1..]]), "\"config.dump\" is not what was written");
    }

    [Fact]
    public async Task A_manifest_of_a_later_version_asks_for_a_newer_engine()
    {
        var later = new ArchiveManifest
        {
            Version = 2,
            Engine = "gantry 9.9.9",
            Created = DateTimeOffset.UnixEpoch,
            Container = new ArchivedContainer(Id, "cc"),
            Entries = [],
        };
        var file = ManifestFile.Serialize(later);
        var archive = await TarSamples.WriteAsync((TarSamples.File("gantry.manifest", file.Length), file));

        var error = await Assert.ThrowsAsync<GantryException>(() => ReadAsync(archive));

        Assert.Equal(ErrorCode.Incompatible, error.Code);
        Assert.Contains("gantry 9.9.9", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_archive_without_a_manifest_is_read_and_says_so()
    {
        var archive = await TarSamples.WriteAsync(
            (new TarEntry { Name = "./", Type = TarEntryType.Directory }, []),
            (TarSamples.File("./config.dump", 2), "{}"u8.ToArray()),
            (new TarEntry { Name = "./checkpoint/", Type = TarEntryType.Directory }, []));

        var (entries, verification) = await ReadAsync(archive);

        Assert.Equal(["config.dump", "checkpoint"], entries.Select(e => e.Name));
        Assert.False(verification.HasManifest);
    }

    [Theory]
    [InlineData("/etc/passwd", '0', "absolute")]
    [InlineData("/", '5', "absolute")]
    [InlineData("../x", '0', "dots")]
    [InlineData("checkpoint/../x", '0', "dots")]
    [InlineData("checkpoint/..", '5', "dots")]
    [InlineData("a//b", '0', "empty")]
    [InlineData("a/./b", '0', "dots")]
    [InlineData("a\nb", '0', "control")]
    [InlineData("a\u00ffb", '0', "invalid characters")]
    [InlineData("config.dump", '2', "links")]
    [InlineData("ctr.log", '2', "links")]
    [InlineData("ctr.log", '5', "regular file")]
    [InlineData("config.dump", '1', "links")]
    [InlineData("checkpoint", '0', "directory")]
    [InlineData("checkpoint", '2', "links")]
    [InlineData("checkpoint/x", '2', "links")]
    [InlineData("checkpoint/x", '3', "devices")]
    [InlineData("checkpoint/x", '6', "pipes")]
    [InlineData("checkpoint/parent", '2', "../pre-checkpoint")]
    [InlineData("checkpoint/parent", '5', "../pre-checkpoint")]
    [InlineData("volumes/a b.tar", '0', "valid name")]
    [InlineData("volumes/.tar", '0', "valid name")]
    [InlineData("volumes/a/b.tar", '0', "valid name")]
    [InlineData("volumes/-a.tar", '0', "valid name")]
    [InlineData("volumes/a", '0', "valid name")]
    [InlineData("volumes/a.tar", '5', "regular file")]
    public async Task Entries_against_the_rules_are_refused(string name, char type, string reason)
    {
        var target = Encoding.ASCII.GetBytes("target");

        var at = TarFormat.LinkName.Start.Value;
        var archive = new RawTar().Entry(type, name, change: header => target.CopyTo(header, at)).End();

        await RefusedAsync(archive, reason);
    }

    [Fact]
    public async Task Nothing_may_be_there_twice_or_below_a_file()
    {
        await RefusedAsync(new RawTar().Entry('0', "x").Entry('0', "./x").End(), "there twice");
        await RefusedAsync(new RawTar().Entry('5', "checkpoint").Entry('5', "checkpoint/").End(), "there twice");
        await RefusedAsync(new RawTar().Entry('0', "x").Entry('0', "x/y").End(), "below a file");
    }

    [Fact]
    public async Task A_file_of_another_length_than_announced_spoils_the_archive()
    {
        foreach (var written in new[] { 9, 11 })
        {
            using var destination = new MemoryStream();
            await using (var writer = Writer(destination, CompressionFormat.Zstd))
            {
                var error = await Assert.ThrowsAsync<GantryException>(() => writer.AddFileAsync(
                    "ctr.log",
                    0x180,
                    10,
                    (stream, token) => stream.WriteAsync(new byte[written], token).AsTask(),
                    default));
                Assert.Equal(ErrorCode.WrongState, error.Code);
                Assert.Contains("10 bytes were announced", error.Message, StringComparison.Ordinal);
                await Assert.ThrowsAsync<InvalidOperationException>(
                    () => writer.CompleteAsync(new ArchivedContainer(Id, "cc"), [], default));
            }

            Assert.Equal(0, destination.Length);
        }
    }

    [Fact]
    public async Task The_writer_obeys_the_rules_too()
    {
        await using var writer = Writer(new MemoryStream(), CompressionFormat.None);
        await writer.AddFileAsync("config.dump", 0x180, "{}"u8.ToArray(), default);

        foreach (var name in new[] { "config.dump", "../x", "/x", "./x", "gantry.manifest", "volumes/a b.tar", "" })
        {
            await Assert.ThrowsAsync<ArgumentException>(
                () => writer.AddFileAsync(name, 0x180, Array.Empty<byte>(), default));
        }

        await writer.CompleteAsync(new ArchivedContainer(Id, "cc"), [], default);
    }

    [Fact]
    public void Volumes_have_names_and_names_have_volumes()
    {
        Assert.Equal("volumes/a.tar.tar", EntryNames.VolumeEntry("a.tar"));
        Assert.Equal("a.tar", EntryNames.VolumeOf("volumes/a.tar.tar"));
        Assert.Null(EntryNames.VolumeOf("volumes/../a.tar"));
        Assert.Throws<GantryException>(() => EntryNames.VolumeEntry("../a"));
    }

    [Fact]
    public async Task Bytes_written_are_the_bytes_of_the_archive()
    {
        using var destination = new MemoryStream();
        await using var writer = Writer(destination, CompressionFormat.Zstd);

        await writer.AddFileAsync("ctr.log", 0x180, TarSamples.Bytes(3_000_000), default);
        await writer.CompleteAsync(new ArchivedContainer(Id, "cc"), [], default);

        Assert.Equal(destination.Length, writer.BytesWritten);
        Assert.True(writer.BytesWritten > 3_000_000);
    }

    [Fact]
    public async Task GNU_tar_reads_an_archive()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder.At("a.tar"), await WriteAsync(CompressionFormat.Gzip));

        var listing = await folder.TarAsync("--numeric-owner", "-tvzf", "a.tar");

        Assert.Contains("drw------- 0/0               0 1970-01-01", listing, StringComparison.Ordinal);
        Assert.Contains(" checkpoint/parent -> ../pre-checkpoint\n", listing, StringComparison.Ordinal);
        Assert.EndsWith(" gantry.manifest\n", listing, StringComparison.Ordinal);
    }

    private static CheckpointArchiveWriter Writer(Stream destination, CompressionFormat compression) =>
        new(destination, new(compression), new FixedTime());

    private static async Task<byte[]> WriteAsync(CompressionFormat compression)
    {
        using var destination = new MemoryStream();
        await using var writer = Writer(destination, compression);
        var pages = TarSamples.Bytes(200_000);
        await writer.AddFileAsync("config.dump", 0x180, "{}"u8.ToArray(), default);
        await writer.AddDirectoryAsync("checkpoint", 0x180, default);
        await writer.AddFileAsync("checkpoint/pages-1.img", 0x1A4, pages.Length, async (stream, token) =>
        {
            await stream.WriteAsync(pages.AsMemory(0, 100_000), token);
            stream.Write(pages.AsSpan(100_000));
        }, default);
        await writer.AddCheckpointParentAsync(default);
        await writer.AddFileAsync(EntryNames.VolumeEntry("data"), 0x1A4, new byte[1024], default);
        await writer.AddFileAsync("ctr.log", 0x180, Array.Empty<byte>(), default);
        await writer.CompleteAsync(new ArchivedContainer(Id, "cc"), [s_volume], default);
        return destination.ToArray();
    }

    private static async Task<(List<Read> Entries, ArchiveVerification Verification)> ReadAsync(byte[] archive)
    {
        await using var reader = new CheckpointArchiveReader(new PipeLikeStream(archive), "a.tar");
        var entries = new List<Read>();
        await foreach (var entry in reader.ReadEntriesAsync(default))
        {
            using var content = new MemoryStream();
            await entry.Content.CopyToAsync(content);
            entries.Add(new Read(entry.Name, entry.Header, content.ToArray()));
        }

        return (entries, reader.Verification!);
    }

    private static async Task RefusedAsync(byte[] archive, string reason)
    {
        var error = await Assert.ThrowsAsync<GantryException>(() => ReadAsync(archive));
        Assert.Equal(ErrorCode.Invalid, error.Code);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    private sealed record Read(string Name, TarEntry Header, byte[] Content);

    private sealed class FixedTime : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch.AddMilliseconds(1500);
    }
}
