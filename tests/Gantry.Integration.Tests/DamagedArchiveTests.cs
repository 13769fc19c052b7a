using Gantry.Engine.Archive;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Checkpoints;
using Gantry.Engine.Model.Containers;
using Gantry.Integration.Tests.Hosts;

namespace Gantry.Integration.Tests;

/// <summary>An archive that is not whole or not right is refused, and nothing of it remains.</summary>
public sealed class DamagedArchiveTests
{
    private const int Step = 64 * 1024;
    private static readonly MountRequest s_data = new MountRequest.Volume("data", "/data", []);

    [KernelFact]
    public async Task What_is_no_tar_is_refused()
    {
        await using var host = await TestHost.WithImageAsync(Scripts.Sleeper);
        var archive = host.PathOf("noise");
        await File.WriteAllBytesAsync(archive, [.. Enumerable.Range(0, 100_000).Select(i => (byte)(i * 31))]);

        await ImportRuleTests.RefusedAsync(host, archive, ErrorCode.Invalid, "noise");
    }

    [KernelTheory]
    [InlineData(CompressionFormat.None)]
    [InlineData(CompressionFormat.Zstd)]
    public async Task An_archive_cut_anywhere_is_refused(CompressionFormat compression)
    {
        await using var source = await TestHost.WithImageAsync(Scripts.Counter);
        await using var target = await TestHost.WithImageAsync(Scripts.Counter);
        await source.RunAsync("app", s_data);
        await File.WriteAllBytesAsync(
            Path.Join(source.Layout.VolumeData("data"), "random"), System.Security.Cryptography.RandomNumberGenerator.GetBytes(300_000));
        var whole = await File.ReadAllBytesAsync(await source.ExportAsync("app", compression: compression));
        var before = ImportRuleTests.Contents(target);

        for (var length = 0; length < whole.Length; length += Step)
        {
            var cut = target.PathOf($"cut-{length}");
            await File.WriteAllBytesAsync(cut, whole[..length]);
            var error = await Assert.ThrowsAsync<GantryException>(() => target.ImportAsync(cut));
            Assert.True(error.Code == ErrorCode.Invalid, $"{length}: {error}");
            Assert.Equal(before, ImportRuleTests.Contents(target));
        }

        // The same target takes the whole one afterwards: nothing was left in its way.
        var path = target.PathOf("whole");
        await File.WriteAllBytesAsync(path, whole);
        await target.ImportAsync(path);
    }

    [KernelFact]
    public async Task A_flipped_byte_in_memory_or_volume_is_found_before_anything_runs()
    {
        await using var source = await TestHost.WithImageAsync(Scripts.Counter);
        await using var target = await TestHost.WithImageAsync(Scripts.Counter);
        await source.RunAsync("app", s_data);
        var marker = System.Text.Encoding.ASCII.GetBytes("this very text is in the volume");
        await File.WriteAllBytesAsync(Path.Join(source.Layout.VolumeData("data"), "marked"), marker);
        var archive = await source.ExportAsync("app", compression: CompressionFormat.None);
        var content = await File.ReadAllBytesAsync(archive);
        content[content.AsSpan().IndexOf(marker)] ^= 1;
        await File.WriteAllBytesAsync(archive, content);

        await ImportRuleTests.RefusedAsync(target, archive, ErrorCode.Invalid, "volumes/data.tar");
    }

    [KernelTheory]
    [InlineData(EntryNames.ConfigDump, "config.dump")]
    [InlineData(EntryNames.SpecDump, "spec.dump")]
    public async Task An_archive_without_its_definition_is_refused(string left, string words)
    {
        await using var host = await TestHost.WithImageAsync(Scripts.Sleeper);
        var archive = host.PathOf("incomplete");
        await using (var file = File.Create(archive))
        await using (var writer = new CheckpointArchiveWriter(file, ArchiveCompression.None, TimeProvider.System))
        {
            var other = left == EntryNames.ConfigDump ? EntryNames.SpecDump : EntryNames.ConfigDump;
            await writer.AddFileAsync(other, 0x180, "{}"u8.ToArray(), default);
            await writer.CompleteAsync(new ArchivedContainer("0", "x"), [], default);
        }

        await ImportRuleTests.RefusedAsync(host, archive, ErrorCode.Invalid, words);
    }

    [KernelTheory]
    [InlineData("{ not json", "failed to unmarshal")]
    [InlineData("{}", "id")]
    [InlineData("""{"id":"../../etc","name":"x"}""", "id")]
    public async Task A_definition_that_makes_no_sense_is_refused(string configDump, string words)
    {
        await using var host = await TestHost.WithImageAsync(Scripts.Sleeper);
        var archive = host.PathOf("senseless");
        await using (var file = File.Create(archive))
        await using (var writer = new CheckpointArchiveWriter(file, ArchiveCompression.None, TimeProvider.System))
        {
            await writer.AddFileAsync(
                EntryNames.ConfigDump, 0x180, System.Text.Encoding.UTF8.GetBytes(configDump), default);
            await writer.AddFileAsync(EntryNames.SpecDump, 0x180, "{}"u8.ToArray(), default);
            await writer.CompleteAsync(new ArchivedContainer("0", "x"), [], default);
        }

        await ImportRuleTests.RefusedAsync(host, archive, ErrorCode.Invalid, words);
    }
}
