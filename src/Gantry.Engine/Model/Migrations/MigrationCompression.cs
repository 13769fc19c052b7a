using Gantry.Engine.Model.Checkpoints;

namespace Gantry.Engine.Model.Migrations;

/// <summary>How a migration compressed what it sent.</summary>
/// <param name="Taken">With what.</param>
/// <param name="Measured">What it was chosen by. Null: the person chose.</param>
public sealed record MigrationCompression(ArchiveCompression Taken, CompressionMeasurement? Measured);

/// <summary>What was measured before anything was sent.</summary>
/// <param name="LinkBytesPerSecond">What the way to the target carries.</param>
/// <param name="CompressorBytesPerSecond">What the compressor takes in of the container's memory. Null: none was taken.</param>
/// <param name="Ratio">How many bytes the compressor made one of. 1: none was taken.</param>
public sealed record CompressionMeasurement(double LinkBytesPerSecond, double? CompressorBytesPerSecond, double Ratio);
