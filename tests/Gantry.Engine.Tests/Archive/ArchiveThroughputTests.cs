using System.Diagnostics;
using Gantry.Engine.Archive;
using Gantry.Engine.Model.Checkpoints;
using Xunit.Abstractions;

namespace Gantry.Engine.Tests.Archive;

/// <summary>
/// Measures, and asserts nothing but success: <c>GANTRY_BENCHMARK=1 dotnet test tests/Gantry.Engine.Tests -c Release
/// --filter ArchiveThroughput --logger "console;verbosity=detailed"</c>. Does nothing without the variable.
/// </summary>
public sealed class ArchiveThroughputTests(ITestOutputHelper output)
{
    private const int FileBytes = 256 * 1024 * 1024;
    private const int Files = 4;

    [Theory]
    [InlineData(CompressionFormat.None, false)]
    [InlineData(CompressionFormat.Zstd, false)]
    [InlineData(CompressionFormat.Zstd, true)]
    [InlineData(CompressionFormat.Gzip, true)]
    [InlineData(CompressionFormat.Lz4, true)]
    public async Task Measure(CompressionFormat compression, bool isCompressible)
    {
        if (Environment.GetEnvironmentVariable("GANTRY_BENCHMARK") is null)
        {
            return;
        }

        using var folder = new TemporaryFolder();
        await File.WriteAllBytesAsync(folder.At("pages"), Pages(isCompressible));
        var size = (double)FileBytes * Files / 1_000_000;

        var (write, written) = await TimeAsync(() => WriteAsync(folder, compression));
        var (read, _) = await TimeAsync(() => ReadAsync(folder));

        output.WriteLine(
            $"{compression}, {(isCompressible ? "compressible" : "random")}, to {written / size / 10_000:F1} %: "
            + $"write {size / write.Wall:F0} MB/s ({size / write.Cpu:F0} per CPU second), "
            + $"read {size / read.Wall:F0} MB/s ({size / read.Cpu:F0} per CPU second)");
    }

    private static async Task<((double Wall, double Cpu) Seconds, T Result)> TimeAsync<T>(Func<Task<T>> work)
    {
        var cpu = Environment.CpuUsage.TotalTime;
        var clock = Stopwatch.StartNew();
        var result = await work();
        return ((clock.Elapsed.TotalSeconds, (Environment.CpuUsage.TotalTime - cpu).TotalSeconds), result);
    }

    private static async Task<long> WriteAsync(TemporaryFolder folder, CompressionFormat compression)
    {
        await using var archive = File.Create(folder.At("archive"), 0);
        await using var writer = new CheckpointArchiveWriter(archive, new(compression), TimeProvider.System);
        for (var i = 0; i < Files; i++)
        {
            await writer.AddFileAsync($"checkpoint/pages-{i}.img", 0x1A4, FileBytes, async (stream, token) =>
            {
                await using var pages = new FileStream(
                    folder.At("pages"), FileMode.Open, FileAccess.Read, FileShare.Read, 0);
                await pages.CopyToAsync(stream, 256 * 1024, token);
            }, default);
        }

        await writer.CompleteAsync(new ArchivedContainer("id", "name"), [], default);
        return writer.BytesWritten;
    }

    private static async Task<bool> ReadAsync(TemporaryFolder folder)
    {
        await using var archive = new FileStream(
            folder.At("archive"), FileMode.Open, FileAccess.Read, FileShare.Read, 0);
        await using var reader = new CheckpointArchiveReader(archive, "archive");
        await foreach (var entry in reader.ReadEntriesAsync(default))
        {
            await entry.Content.CopyToAsync(Stream.Null, 256 * 1024);
        }

        return reader.Verification!.HasManifest;
    }

    /// <summary>
    /// Random bytes, or about what memory is like: a quarter of each page random, the rest text that repeats.
    /// </summary>
    private static byte[] Pages(bool isCompressible)
    {
        var pages = TarSamples.Bytes(FileBytes);
        for (var at = 0; isCompressible && at < pages.Length; at += 4096)
        {
            for (var i = at + 1024; i < at + 4096; i++)
            {
                pages[i] = (byte)("memory of a process "[i % 20] + (at >> 20));
            }
        }

        return pages;
    }
}
