namespace Gantry.Engine.Inspection;

/// <summary>A file of a checkpoint, whatever it lies in, by the name it has in an archive.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Length">Bytes of content.</param>
/// <param name="Written">When it was written.</param>
/// <param name="Content">Its content, valid until the next entry.</param>
internal sealed record CheckpointEntry(string Name, long Length, DateTimeOffset Written, Stream Content);
