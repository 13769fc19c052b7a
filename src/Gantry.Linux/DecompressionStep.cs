namespace Gantry.Linux;

/// <summary>What one call of a decompressor did.</summary>
/// <param name="Consumed">Bytes taken.</param>
/// <param name="Produced">Bytes put out.</param>
/// <param name="IsAtEnd">Whether a frame has come to its end, and all of it is put out.</param>
internal readonly record struct DecompressionStep(int Consumed, int Produced, bool IsAtEnd);
