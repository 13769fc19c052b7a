using Gantry.Engine.Migrations;
using Gantry.Engine.Model.Checkpoints;

namespace Gantry.Engine.Tests.Migrations;

public sealed class CompressionChoiceTests
{
    private static readonly CompressorSpeed[] s_compressors =
    [
        new(new(CompressionFormat.Lz4), 600e6, 2),
        new(new(CompressionFormat.Zstd, 1), 400e6, 2.8),
        new(ArchiveCompression.Zstd, 250e6, 3),
    ];

    [Theory]
    [InlineData(2000e6, "none")] // None of them keeps up.
    [InlineData(250e6, "lz4")]
    [InlineData(110e6, "zstd:1")]
    [InlineData(10e6, "zstd:1")] // Level 3 brings 7 % more, at half the speed.
    public void What_brings_most_over_is_taken_and_of_what_is_as_good_the_cheapest(double link, string expected)
    {
        var choice = CompressionChoice.Choose(link, s_compressors);

        Assert.Equal(expected, choice.Taken.ToString());
        Assert.Equal(link, choice.Measured!.LinkBytesPerSecond);
    }

    [Fact]
    public void What_does_not_become_smaller_is_not_compressed() => Assert.Equal(
        ArchiveCompression.None,
        CompressionChoice.Choose(10e6, [.. s_compressors.Select(one => one with { Ratio = 1.01 })]).Taken);

    [Fact]
    public void Compressors_are_measured_by_what_they_make_of_the_bytes()
    {
        var speeds = CompressorSpeed.Measure(new byte[1_000_000]);

        Assert.Equal(["lz4", "zstd:1", "zstd"], speeds.Select(one => one.Compression.ToString()));
        Assert.All(speeds, one => Assert.InRange(one.Ratio, 100, 1_000_000));
        Assert.All(speeds, one => Assert.InRange(one.BytesPerSecond, 1e6, 1e12));
    }
}
