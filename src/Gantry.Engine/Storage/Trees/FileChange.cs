namespace Gantry.Engine.Storage.Trees;

/// <summary>One path that differs between a container and its image.</summary>
/// <param name="Kind">How it differs.</param>
/// <param name="Path">Absolute path inside the container.</param>
internal readonly record struct FileChange(FileChangeKind Kind, string Path);
