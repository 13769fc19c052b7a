using System.Text.Json;
using Gantry.Engine.Archive;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Checkpoints;
using Gantry.Engine.Tools;

namespace Gantry.Engine.Checkpoints;

/// <summary>The archive of a pre-dump: its memory goes beside the place of the checkpoint's, and nothing else of it is taken.</summary>
internal static class PreviousArchive
{
    /// <summary>Unpacks it into a container's bundle.</summary>
    /// <exception cref="GantryException">
    /// <see cref="ErrorCode.Invalid"/>: damaged, or it has no pre-dump. <see cref="ErrorCode.Incompatible"/>.
    /// </exception>
    /// <param name="archive">The archive.</param>
    /// <param name="name">Its name in messages.</param>
    /// <param name="layout">Paths.</param>
    /// <param name="id">The container that is being made.</param>
    /// <param name="archivedId">The container that the checkpoint is of; the pre-dump must be of the same.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    public static async Task UnpackAsync(
        Stream archive,
        string name,
        HostLayout layout,
        ContainerId id,
        ContainerId archivedId,
        CancellationToken cancellationToken)
    {
        try
        {
            await using var reader = new CheckpointArchiveReader(archive, name, DecompressionTool.Open);
            var contents = new ArchiveContents(layout, id, CheckpointParts.RootFileSystem | CheckpointParts.Volumes)
            {
                Volumes = new Dictionary<string, Storage.Volumes.VolumeStage>(),
                Images = ImportedImages.Durable(layout, id),
            };
            await foreach (var entry in reader.ReadEntriesAsync(cancellationToken))
            {
                if (entry.Name == EntryNames.ConfigDump)
                {
                    await RequireSameAsync(entry, archivedId, cancellationToken);
                }
                else if (entry.Name.Split('/')[0] == EntryNames.PreCheckpoint)
                {
                    await contents.TakeAsync(entry, cancellationToken);
                }
            }
        }
        catch (GantryException e)
        {
            throw new GantryException(e.Code, $"unpacking of pre-checkpoint archive {name} failed: {e.Message}", e);
        }

        if (!Directory.Exists(new CheckpointFiles(layout, id).PreImages))
        {
            throw new GantryException(
                ErrorCode.Invalid, $"unpacking of pre-checkpoint archive {name} failed: it holds no pre-checkpoint");
        }
    }

    // Pages of another container would be taken for this one's.
    private static async Task RequireSameAsync(
        CheckpointArchiveEntry entry, ContainerId archivedId, CancellationToken cancellationToken)
    {
        try
        {
            using var config = await JsonDocument.ParseAsync(entry.Content, default, cancellationToken);
            if (config.RootElement.TryGetProperty("id", out var id) && id.GetString() == archivedId.ToString())
            {
                return;
            }
        }
        catch (JsonException e)
        {
            throw new GantryException(ErrorCode.Invalid, $"{entry.Name} is not usable: {e.Message}", e);
        }

        throw new GantryException(ErrorCode.Invalid, "it is of another container than the checkpoint");
    }
}
