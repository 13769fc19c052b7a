using System.Text;
using System.Text.Json;
using Gantry.Engine.Archive;
using Gantry.Engine.Checkpoints.Definition;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Containers;
using Gantry.Linux;

namespace Gantry.Engine.Checkpoints;

/// <summary>An archive of a container that is being written, in one pass over everything.</summary>
/// <param name="archive">Takes the entries; disposed with it.</param>
/// <param name="container">The container.</param>
/// <param name="files">Where its checkpoint lies.</param>
/// <param name="key">Seals the definition.</param>
internal sealed class ArchiveExport(
    CheckpointArchiveWriter archive, Container container, CheckpointFiles files, InstallationKey key) : IAsyncDisposable
{
    private const int PrivateFile = 0x180; // 0600
    private const int PrivateDirectory = 0x1C0; // 0700
    private const int PublicDirectory = 0x1ED; // 0755

    // Names of images that are in the archive already, and their lengths then.
    private readonly Dictionary<string, long> _followed = new(StringComparer.Ordinal);

    /// <summary>Whether <see cref="FollowPagesAsync"/> works with the archive's destination and compression.</summary>
    public bool CanFollow => archive.TakesGrowingFiles;

    /// <summary>Adds what the container is.</summary>
    public async Task AddDefinitionAsync(string cgroupManager, CancellationToken cancellationToken)
    {
        var config = ConfigDumpWriter.Write(container, cgroupManager);
        var spec = SpecDumpWriter.Write(
            await File.ReadAllBytesAsync(files.RuntimeConfiguration, cancellationToken), container.Spec);
        var configDump = JsonSerializer.SerializeToUtf8Bytes(config, DefinitionJsonContext.Default.ConfigDump);
        var origin = key.SealDefinition(DefinitionFingerprint.Of(configDump, spec));
        await archive.AddFileAsync(EntryNames.Origin, PrivateFile, Encoding.ASCII.GetBytes(origin), cancellationToken);
        await archive.AddFileAsync(EntryNames.ConfigDump, PrivateFile, configDump, cancellationToken);
        await archive.AddFileAsync(EntryNames.SpecDump, PrivateFile, spec, cancellationToken);
        await archive.AddDirectoryAsync(EntryNames.Artifacts, PublicDirectory, cancellationToken);
        await AddFileIfThereAsync(files.Bundle, EntryNames.NetworkStatus, EntryNames.NetworkStatus, cancellationToken);
    }

    /// <summary>Adds files of the container.</summary>
    /// <param name="parts">Asked for one by one.</param>
    /// <param name="cancellationToken">Stops the writing.</param>
    public async Task AddPartsAsync(IEnumerable<ArchivePart> parts, CancellationToken cancellationToken)
    {
        foreach (var part in parts)
        {
            await archive.AddFileAsync(part.EntryName, PrivateFile, part.LengthBytes, part.WriteAsync, cancellationToken);
        }
    }

    /// <summary>
    /// Adds pages of memory while CRIU writes them. What is not there when the dump ends, whatever its end, is left to
    /// <see cref="AddImagesAsync"/>.
    /// </summary>
    /// <param name="folder">Where CRIU writes its images.</param>
    /// <param name="dumping">Ends with the dump.</param>
    /// <param name="cancellationToken">Stops the writing.</param>
    public async Task FollowPagesAsync(string folder, Task dumping, CancellationToken cancellationToken)
    {
        using var images = DirectoryDescriptor.Open(folder);
        var pages = new GrowingPages(images, dumping);
        while (await pages.NextAsync(cancellationToken) is { } name)
        {
            if (_followed.Count == 0)
            {
                await archive.AddDirectoryAsync(EntryNames.Checkpoint, PrivateDirectory, cancellationToken);
            }

            _followed[name] = await archive.AddGrowingFileAsync(
                $"{EntryNames.Checkpoint}/{name}",
                PrivateFile,
                (stream, token) => pages.CopyAsync(name, stream, token),
                cancellationToken);
        }
    }

    /// <summary>Adds what /dev/shm held, if anything.</summary>
    public Task AddDevShmAsync(CheckpointStore store, CancellationToken cancellationToken) => AddFileIfThereAsync(
        store.Folder, Path.GetFileName(store.DevShmInProgress), EntryNames.DevShm, cancellationToken);

    /// <summary>Adds CRIU's images.</summary>
    /// <param name="folder">Where they are, complete.</param>
    /// <param name="entryName">The folder in the archive.</param>
    /// <param name="progress">Told per image.</param>
    /// <param name="cancellationToken">Stops the writing.</param>
    public async Task AddImagesAsync(
        string folder, string entryName, IProgress<OperationProgress>? progress, CancellationToken cancellationToken)
    {
        if (_followed.Count == 0)
        {
            await archive.AddDirectoryAsync(entryName, PrivateDirectory, cancellationToken);
        }

        using var directory = DirectoryDescriptor.Open(folder);
        long written = 0;
        foreach (var name in directory.Enumerate().Select(e => e.Name).Order(StringComparer.Ordinal))
        {
            if (_followed.TryGetValue(name, out var length))
            {
                RequireUnchanged(name, length, directory.Stat(name).Size);
                written += length;
            }
            else if (name == CheckpointFiles.ParentLink && directory.Stat(name).Kind == FileKind.Symlink)
            {
                await archive.AddCheckpointParentAsync(cancellationToken);
            }
            else
            {
                written += await AddFileAsync(directory, name, $"{entryName}/{name}", cancellationToken);
            }

            progress?.Report(new OperationProgress("writing memory", written, null));
        }
    }

    /// <summary>Adds CRIU's statistics and the end.</summary>
    /// <param name="volumes">Those that are in it.</param>
    /// <param name="cancellationToken">Stops the writing.</param>
    /// <returns>Bytes written.</returns>
    public async Task<long> CompleteAsync(IReadOnlyList<ArchivedVolume> volumes, CancellationToken cancellationToken)
    {
        await AddFileIfThereAsync(files.Bundle, EntryNames.StatsDump, EntryNames.StatsDump, cancellationToken);
        await archive.CompleteAsync(
            new ArchivedContainer(container.Id.ToString(), container.Name), volumes, cancellationToken);
        return archive.BytesWritten;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => archive.DisposeAsync();

    private static void RequireUnchanged(string name, long written, long found)
    {
        if (written != found)
        {
            throw new IOException($"CRIU went on with {name} after it had begun the next: {written} bytes became {found}.");
        }
    }

    private async Task AddFileIfThereAsync(
        string folder, string name, string entryName, CancellationToken cancellationToken)
    {
        using var directory = DirectoryDescriptor.Open(folder);
        if (directory.TryStat(name) is { Kind: FileKind.Regular })
        {
            await AddFileAsync(directory, name, entryName, cancellationToken);
        }
    }

    private async Task<long> AddFileAsync(
        DirectoryDescriptor directory, string name, string entryName, CancellationToken cancellationToken)
    {
        using var file = directory.OpenFile(name, OpenMode.Read);
        var length = file.Status().Size;
        await archive.AddFileAsync(
            entryName,
            PrivateFile,
            length,
            (stream, token) => BoundedCopy.CopyAsync(file.AsStream(FileAccess.Read, leaveOpen: true), stream, length, token),
            cancellationToken);
        return length;
    }
}
