using System.Diagnostics;
using Gantry.Engine.Archive;
using Gantry.Engine.Model.Checkpoints;

namespace Gantry.Engine.Migrations;

/// <summary>What a compressor does on this machine with the bytes of one container.</summary>
/// <param name="Compression">Which.</param>
/// <param name="BytesPerSecond">How much it takes in.</param>
/// <param name="Ratio">How many bytes it makes one of.</param>
internal sealed record CompressorSpeed(ArchiveCompression Compression, double BytesPerSecond, double Ratio)
{
    // From the one that takes least of the processor.
    private static readonly ArchiveCompression[] s_candidates =
        [new(CompressionFormat.Lz4), new(CompressionFormat.Zstd, 1), ArchiveCompression.Zstd];

    /// <summary>No compression.</summary>
    public static CompressorSpeed None { get; } = new(ArchiveCompression.None, double.PositiveInfinity, 1);

    /// <summary>Tries the compressors on some bytes, which must not be empty.</summary>
    public static IReadOnlyList<CompressorSpeed> Measure(byte[] sample) =>
        [.. s_candidates.Select(compression => Measure(compression, sample))];

    private static CompressorSpeed Measure(ArchiveCompression compression, byte[] sample)
    {
        using var compressed = new MemoryStream(sample.Length);
        var started = Stopwatch.GetTimestamp();
        using (var stream = ArchiveStreams.Compress(compressed, compression))
        {
            stream.Write(sample);
        }

        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        return new CompressorSpeed(compression, sample.Length / seconds, (double)sample.Length / compressed.Length);
    }
}
