using Gantry.Engine.Model.Migrations;

namespace Gantry.Engine.Migrations;

/// <summary>Chooses how what is sent is compressed: what brings the most of it over in a second.</summary>
internal static class CompressionChoice
{
    // What is this much of the fastest is as good, and takes less of the processor that the container needs.
    private const double AsGood = 0.9;

    /// <summary>The choice.</summary>
    /// <param name="linkBytesPerSecond">What the link carries.</param>
    /// <param name="compressors">What there is besides none, from the one that takes least of the processor.</param>
    public static MigrationCompression Choose(double linkBytesPerSecond, IReadOnlyList<CompressorSpeed> compressors)
    {
        IReadOnlyList<CompressorSpeed> all = [CompressorSpeed.None, .. compressors];

        // It compresses what comes next while the link carries what it has made: the slower of the two counts.
        double[] rates = [.. all.Select(one => Math.Min(one.BytesPerSecond, linkBytesPerSecond * one.Ratio))];
        var taken = all[Array.FindIndex(rates, rate => rate >= rates.Max() * AsGood)];
        return new MigrationCompression(
            taken.Compression,
            new CompressionMeasurement(
                linkBytesPerSecond, taken == CompressorSpeed.None ? null : taken.BytesPerSecond, taken.Ratio));
    }
}
