using Gantry.Engine.Archive;
using Gantry.Engine.Model;

namespace Gantry.Engine.Tests.Archive;

/// <summary>
/// Archives that Podman made, where <c>shared/fixtures</c> lies beside the repository; passes without.
/// </summary>
public sealed class PodmanArchiveTests
{
    [Theory]
    [InlineData("none")]
    [InlineData("gzip")]
    [InlineData("zstd")]
    public async Task Archives_of_Podman_are_read(string compression)
    {
        if (Fixture(compression) is not { } archive)
        {
            return;
        }

        await using var reader = new CheckpointArchiveReader(new PipeLikeStream(archive), compression);
        var names = new List<string>();
        List<(TarEntry Entry, byte[] Content)> volume = [];
        await foreach (var entry in reader.ReadEntriesAsync(default))
        {
            names.Add(entry.Name);
            if (EntryNames.VolumeOf(entry.Name) is not null)
            {
                volume = await TarSamples.ReadAsync(entry.Content);
            }
        }

        Assert.Contains(EntryNames.ConfigDump, names);
        Assert.Contains("checkpoint/inventory.img", names);
        Assert.Contains("volumes/p43-" + compression + "-data.tar", names);
        Assert.False(reader.Verification!.HasManifest);
        Assert.Contains(volume, e => e.Entry.Name == "./n" && e.Content.Length > 0);
        if (compression == "gzip")
        {
            var folder = volume.Single(e => e.Entry.Name == "./d").Entry;
            Assert.Equal((1000u, 1000u, Convert.ToInt32("2750", 8)), (folder.Uid, folder.Gid, folder.Mode));
            Assert.Contains(volume, e => e.Entry.Type == TarEntryType.Fifo);
            Assert.Contains(volume, e => e.Entry.Type == TarEntryType.HardLink);
            Assert.Contains(volume, e => e.Entry.FileLength == 10_485_760 && e.Content[5_000_000] != 0);
        }
    }

    [Theory]
    [InlineData("none")]
    [InlineData("gzip")]
    [InlineData("zstd")]
    public async Task Archives_of_Podman_cut_short_are_refused(string compression)
    {
        if (Fixture(compression) is not { } archive)
        {
            return;
        }

        for (var length = 0; length < archive.Length; length += 8192)
        {
            var error = await Assert.ThrowsAsync<GantryException>(async () =>
            {
                var cut = new PipeLikeStream(archive.AsMemory(0, length));
                await using var reader = new CheckpointArchiveReader(cut, "cut");
                await foreach (var entry in reader.ReadEntriesAsync(default))
                {
                    await entry.Content.CopyToAsync(Stream.Null);
                }
            });
            Assert.Equal(ErrorCode.Invalid, error.Code);
        }
    }

    private static byte[]? Fixture(string compression)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var path = Path.Combine(folder.FullName, "shared", "fixtures", $"podman-4.3.1-{compression}.tar");
            if (File.Exists(path))
            {
                return File.ReadAllBytes(path);
            }
        }

        return null;
    }
}
