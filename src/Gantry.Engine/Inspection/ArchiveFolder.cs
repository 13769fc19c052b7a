using Gantry.Engine.Archive;
using Gantry.Engine.Archive.Encryption;
using Gantry.Engine.Checkpoints;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Checkpoints;
using Gantry.Engine.Model.Reports;

namespace Gantry.Engine.Inspection;

/// <summary>Finds the checkpoint archives in a folder by what they say of themselves; their names tell nothing.</summary>
internal static class ArchiveFolder
{
    // As much of a file is read. Every engine says in front whose checkpoint it is; what does not is no checkpoint here.
    private const long MostBytes = 4 * 1024 * 1024;

    /// <summary>The archives in a folder, not in those below it, the newest first.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="key">Opens those that are encrypted; what it does not open is left out. Null: all of them are.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="GantryException"><see cref="ErrorCode.NotFound"/>: there is no such folder.</exception>
    public static async Task<IReadOnlyList<CheckpointListing>> ListAsync(
        string folder, ArchiveKey? key, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(folder))
        {
            throw new GantryException(ErrorCode.NotFound, $"no such folder: {folder}");
        }

        var identities = key is null ? [] : ArchiveKeyFiles.Identities(key);
        var found = new List<CheckpointListing>();
        foreach (var path in Directory.EnumerateFiles(folder).Where(IsRegular))
        {
            if (await TryIdentifyAsync(path, identities, cancellationToken) is { } listing)
            {
                found.Add(listing);
            }
        }

        return [.. found.OrderByDescending(listing => listing.Checkpointed).ThenBy(listing => listing.Path, StringComparer.Ordinal)];
    }

    // A pipe would be waited for.
    private static bool IsRegular(string path) => File.ResolveLinkTarget(path, returnFinalTarget: true) is null && new FileInfo(path).Length > 0;

    private static async Task<bool> IsEncryptedAsync(FileStream file, CancellationToken cancellationToken)
    {
        var magic = new byte[ArchiveStreams.LongestMagic];
        await file.ReadAtLeastAsync(magic, magic.Length, throwOnEndOfStream: false, cancellationToken);
        file.Position = 0;
        return ArchiveStreams.Detect(magic) == ArchiveStreams.Encrypted;
    }

    private static async Task<CheckpointListing?> TryIdentifyAsync(
        string path, IReadOnlyList<IAgeIdentity> identities, CancellationToken cancellationToken)
    {
        try
        {
            await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var contents = new ContentsReader(path, showSecrets: false);
            Stream start = identities.Count > 0 && await IsEncryptedAsync(file, cancellationToken)
                ? new AgeDecryptStream(file, path, identities)
                : new FileSlice(file, 0, Math.Min(file.Length, MostBytes));
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
