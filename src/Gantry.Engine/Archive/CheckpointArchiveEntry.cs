namespace Gantry.Engine.Archive;

/// <summary>One entry of a checkpoint archive while it is being read.</summary>
/// <param name="Name">Its name without <c>./</c> in front and slash behind; relative, without <c>..</c>.</param>
/// <param name="Header">Type, mode, length.</param>
/// <param name="Content">Its content, hashed as it is read. Valid until the next entry is asked for.</param>
internal sealed record CheckpointArchiveEntry(string Name, TarEntry Header, Stream Content);
