namespace Gantry.Engine.Model;

/// <summary>How far a long operation has come. <paramref name="TotalBytes"/> is null while unknown.</summary>
/// <param name="Phase">Short present participle, e.g. "dumping", "writing volume data".</param>
/// <param name="Bytes">Bytes done in this phase.</param>
/// <param name="TotalBytes">Bytes of the whole phase, when known.</param>
public readonly record struct OperationProgress(string Phase, long Bytes, long? TotalBytes);
