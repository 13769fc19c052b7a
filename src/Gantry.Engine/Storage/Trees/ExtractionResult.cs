namespace Gantry.Engine.Storage.Trees;

/// <summary>What an extraction wrote.</summary>
/// <param name="Bytes">Bytes of file content, holes not counted.</param>
/// <param name="Entries">Entries of the tar, whiteouts included.</param>
/// <param name="AttributesLeftOut">
/// "PATH: ATTRIBUTE" for each extended attribute that the target's file system does not take; at most 100 of them.
/// </param>
internal sealed record ExtractionResult(long Bytes, long Entries, IReadOnlyList<string> AttributesLeftOut);
