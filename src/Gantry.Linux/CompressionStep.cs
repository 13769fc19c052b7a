namespace Gantry.Linux;

/// <summary>What one call of a compressor did.</summary>
/// <param name="Consumed">Bytes taken.</param>
/// <param name="Produced">Bytes put out.</param>
/// <param name="HasMore">Whether the directive needs another call.</param>
internal readonly record struct CompressionStep(int Consumed, int Produced, bool HasMore);
