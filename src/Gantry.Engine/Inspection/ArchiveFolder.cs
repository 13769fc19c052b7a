using Gantry.Engine.Checkpoints;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Reports;

namespace Gantry.Engine.Inspection;

/// <summary>Finds the checkpoint archives in a folder by what they say of themselves; their names tell nothing.</summary>
internal static class ArchiveFolder
{
    // As much of a file is read. Every engine says in front whose checkpoint it is; what does not is no checkpoint here.
    private const long MostBytes = 4 * 1024 * 1024;

    /// <summary>The archives in a folder, not in those below it, the newest first.</summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.NotFound"/>: there is no such folder.</exception>
    public static async Task<IReadOnlyList<CheckpointListing>> ListAsync(string folder, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(folder))
        {
            throw new GantryException(ErrorCode.NotFound, $"no such folder: {folder}");
        }

        var found = new List<CheckpointListing>();
        foreach (var path in Directory.EnumerateFiles(folder).Where(IsRegular))
        {
            if (await TryIdentifyAsync(path, cancellationToken) is { } listing)
            {
                found.Add(listing);
            }
        }

        return [.. found.OrderByDescending(listing => listing.Checkpointed).ThenBy(listing => listing.Path, StringComparer.Ordinal)];
    }

    // A pipe would be waited for.
    private static bool IsRegular(string path) => File.ResolveLinkTarget(path, returnFinalTarget: true) is null && new FileInfo(path).Length > 0;

    private static async Task<CheckpointListing?> TryIdentifyAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var contents = new ContentsReader(path, showSecrets: false);
            var start = new FileSlice(file, 0, Math.Min(file.Length, MostBytes));
            await foreach (var entry in CheckpointEntries.ReadArchiveAsync(start, path, cancellationToken))
            {
                if (ContentsReader.IsIdentity(entry.Name))
                {
                    await contents.TakeAsync(entry, cancellationToken);
                }

                if (contents is { ConfigDump: not null, SpecDump: not null })
                {
                    var (container, engine) = contents.Identify();
                    return new CheckpointListing(
                        path,
                        file.Length,
                        container.Checkpointed ?? File.GetLastWriteTimeUtc(path),
                        engine,
                        container.Name,
                        container.Image,
                        container.Pod);
                }
            }

            return null;
        }
        catch (Exception e) when (e is GantryException or IOException or UnauthorizedAccessException or InvalidDataException)
        {
            // No archive, or none that can be read: not what was asked for.
            return null;
        }
    }
}
