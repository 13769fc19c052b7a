using System.Text.Json;
using Gantry.Engine.Archive;
using Gantry.Engine.Checkpoints.Definition;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Checkpoints;
using Gantry.Engine.Storage.Trees;
using Gantry.Engine.Storage.Volumes;
using Gantry.Linux;

namespace Gantry.Engine.Checkpoints;

/// <summary>Puts the entries of an archive where they belong as they stream by; deletions wait until the end.</summary>
internal sealed class ArchiveContents(HostLayout layout, ContainerId id, CheckpointParts exclude)
{
    private const int PrivateFile = 0x180; // 0600

    // Far above what CRIU and engines write; a hostile archive shall not fill the memory.
    private const int MaxDeletedFilesBytes = 64 * 1024 * 1024;

    private readonly CheckpointFiles _files = new(layout, id);
    private readonly HashSet<string> _filled = [];
    private IReadOnlyList<string> _deleted = [];

    /// <summary>Volumes to fill, by name; the others' tars are passed over.</summary>
    public required IReadOnlyDictionary<string, VolumeStage> Volumes { get; init; }

    /// <summary>Where the images go.</summary>
    public required ImportedImages Images { get; init; }

    /// <summary>The archive is the layer of an image: addresses, log and statistics stay behind.</summary>
    public bool FromImage { get; init; }

    /// <summary>/dev/shm is the container's own. Podman saves a joined one too, which is its pod's and goes on by itself.</summary>
    public bool HasOwnShm { get; init; } = true;

    /// <summary>Several archives come, each with the changes of files since the one before.</summary>
    public bool TakesChanges { get; init; }

    /// <summary>The archive's own changes of the root file system were there to apply.</summary>
    public bool HasRootFileSystem { get; private set; }

    /// <summary>Volumes that were to be filled and whose tar the archive does not have.</summary>
    public IEnumerable<string> MissingVolumes => Volumes.Keys.Except(_filled);

    /// <summary>Takes one entry.</summary>
    public Task TakeAsync(CheckpointArchiveEntry entry, CancellationToken cancellationToken)
    {
        var target = entry.Name switch
        {
            EntryNames.DevShm => HasOwnShm
                ? ExtractAsync(entry, layout.Shm(id), ExtractionTarget.Shm, "/dev/shm", cancellationToken)
                : Task.CompletedTask,
            EntryNames.RootFsDiff => TakeRootFileSystemAsync(entry, cancellationToken),
            EntryNames.DeletedFiles => TakeDeletedFilesAsync(entry, cancellationToken),
            EntryNames.NetworkStatus or EntryNames.StatsDump or EntryNames.Log =>
                FromImage ? Task.CompletedTask : TakeBundleFileAsync(entry, cancellationToken),
            EntryNames.Checkpoint or EntryNames.PreCheckpoint or EntryNames.Artifacts => TakeFolderAsync(entry),
            _ => null,
        };
        if (target is not null)
        {
            return target;
        }

        if (EntryNames.VolumeOf(entry.Name) is { } volume)
        {
            return TakeVolumeAsync(volume, entry, cancellationToken);
        }

        var folder = entry.Name.Split('/')[0];
        return folder is EntryNames.Checkpoint or EntryNames.PreCheckpoint or EntryNames.Artifacts
            ? TakeBundleFileAsync(entry, cancellationToken)
            : Task.CompletedTask;
    }

    /// <summary>Deletes what the container had deleted, once everything else is there.</summary>
    public void ApplyDeletions()
    {
        if (!exclude.HasFlag(CheckpointParts.RootFileSystem))
        {
            DeletedFiles.Apply(layout.Merged(id), _deleted);
        }
    }

    private async Task TakeRootFileSystemAsync(CheckpointArchiveEntry entry, CancellationToken cancellationToken)
    {
        HasRootFileSystem = true;
        if (!exclude.HasFlag(CheckpointParts.RootFileSystem))
        {
            await ExtractAsync(
                entry, layout.Merged(id), ExtractionTarget.RootfsDiff, "the root file system", cancellationToken);
        }
    }

    private async Task TakeVolumeAsync(string name, CheckpointArchiveEntry entry, CancellationToken cancellationToken)
    {
        if (Volumes.TryGetValue(name, out var stage))
        {
            await ExtractAsync(entry, stage.DataPath, ExtractionTarget.Volume, $"volume \"{name}\"", cancellationToken);
            _filled.Add(name);
        }
    }

    private async Task TakeDeletedFilesAsync(CheckpointArchiveEntry entry, CancellationToken cancellationToken)
    {
        if (entry.Header.Size > MaxDeletedFilesBytes)
        {
            throw new GantryException(
                ErrorCode.Invalid, $"{entry.Name} has {entry.Header.Size} bytes; at most {MaxDeletedFilesBytes} are accepted.");
        }

        try
        {
            _deleted = await JsonSerializer.DeserializeAsync(
                entry.Content, DefinitionJsonContext.Default.IReadOnlyListString, cancellationToken) ?? [];
        }
        catch (JsonException e)
        {
            throw new GantryException(ErrorCode.Invalid, $"{entry.Name} is no JSON array of paths: {e.Message}", e);
        }
    }

    private string FolderFor(CheckpointArchiveEntry entry) =>
        entry.Name.Split('/')[0] == EntryNames.Checkpoint ? Images.FolderFor(entry.Header) : _files.Bundle;

    private Task TakeFolderAsync(CheckpointArchiveEntry entry)
    {
        BundleFolder.Recreate(Path.Join(FolderFor(entry), entry.Name));
        return Task.CompletedTask;
    }

    private async Task TakeBundleFileAsync(CheckpointArchiveEntry entry, CancellationToken cancellationToken)
    {
        using var bundle = DirectoryDescriptor.Open(FolderFor(entry));
        var slash = entry.Name.LastIndexOf('/');
        using var folder = slash < 0 ? bundle.Duplicate() : bundle.OpenOrCreateDirectory(entry.Name[..slash], 0x1C0);
        var name = entry.Name[(slash + 1)..];
        if (entry.Header.Type == TarEntryType.Directory)
        {
            folder.OpenOrCreateDirectory(name, 0x1C0).Dispose();
            return;
        }

        if (entry.Header.Type == TarEntryType.Symlink)
        {
            folder.MakeSymlink(entry.Header.LinkName, name);
            return;
        }

        if (TakesChanges && folder.TryStat(name) is { Kind: FileKind.Regular })
        {
            // An archive of files that went ahead had one from an earlier checkpoint.
            folder.Unlink(name);
        }

        using var file = folder.OpenFile(name, OpenMode.CreateNew, PrivateFile);
        await using var stream = file.AsStream(FileAccess.Write, leaveOpen: true);
        await entry.Content.CopyToAsync(stream, 1 << 20, cancellationToken);
    }

    private async Task ExtractAsync(
        CheckpointArchiveEntry entry,
        string directory,
        ExtractionTarget target,
        string description,
        CancellationToken cancellationToken) =>
        await TreeExtractor.ExtractAsync(
            entry.Content,
            directory,
            ExtractionRules.For(target, description, TakesChanges),
            cancellationToken);
}
