using System.Text;
using Gantry.Engine.Archive;
using Gantry.Engine.Checkpoints.Definition;
using Gantry.Engine.Model;

namespace Gantry.Engine.Checkpoints;

/// <summary>Finds and reads the two entries of an archive that say what container it is.</summary>
internal static class DefinitionEntries
{
    // What a definition file may weigh; Podman's are below 100 KiB.
    private const int MaxBytes = 16 * 1024 * 1024;

    /// <summary>Reads as far as both are known.</summary>
    /// <param name="entries">The archive's entries, from the first on.</param>
    /// <param name="takeOther">Takes an entry that comes before them.</param>
    /// <param name="archiveName">Its name in messages.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="GantryException"><see cref="ErrorCode.Invalid"/>: missing, too large, unreadable.</exception>
    public static async Task<ContainerDefinition> ReadAsync(
        IAsyncEnumerator<CheckpointArchiveEntry> entries,
        Func<CheckpointArchiveEntry, Task> takeOther,
        string archiveName,
        CancellationToken cancellationToken)
    {
        byte[]? config = null, spec = null;
        string? origin = null;
        while (config is null || spec is null)
        {
            if (!await entries.MoveNextAsync())
            {
                throw new GantryException(
                    ErrorCode.Invalid,
                    $"Cannot restore from {archiveName}: it has no {(config is null ? EntryNames.ConfigDump : EntryNames.SpecDump)}, "
                    + "so it is no container checkpoint: no such file or directory");
            }

            switch (entries.Current.Name)
            {
                case EntryNames.ConfigDump:
                    config = await ReadFileAsync(entries.Current, archiveName, cancellationToken);
                    break;
                case EntryNames.SpecDump:
                    spec = await ReadFileAsync(entries.Current, archiveName, cancellationToken);
                    break;
                case EntryNames.Origin:
                    origin = Encoding.ASCII.GetString(await ReadFileAsync(entries.Current, archiveName, cancellationToken));
                    break;
                default:
                    await takeOther(entries.Current);
                    break;
            }
        }

        return DefinitionReader.Read(archiveName, config, spec) with { Origin = origin };
    }

    private static async Task<byte[]> ReadFileAsync(
        CheckpointArchiveEntry entry, string archiveName, CancellationToken cancellationToken)
    {
        if (entry.Header.Size > MaxBytes)
        {
            throw new GantryException(
                ErrorCode.Invalid,
                $"Cannot restore from {archiveName}: {entry.Name} has {entry.Header.Size} bytes; at most {MaxBytes} are accepted.");
        }

        var content = new byte[entry.Header.Size];
        await entry.Content.ReadExactlyAsync(content, cancellationToken);
        return content;
    }
}
