namespace Gantry.Engine.Checkpoints;

/// <summary>An entry of an archive whose content is read from files that the container changes when it runs.</summary>
/// <param name="EntryName">Its name in the archive.</param>
/// <param name="LengthBytes">Exactly what <paramref name="WriteAsync"/> writes.</param>
/// <param name="WriteAsync">Writes the content.</param>
internal sealed record ArchivePart(
    string EntryName, long LengthBytes, Func<Stream, CancellationToken, Task> WriteAsync);
