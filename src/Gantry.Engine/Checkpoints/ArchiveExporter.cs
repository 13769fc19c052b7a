using System.Text.Json;
using Gantry.Engine.Archive;
using Gantry.Engine.Checkpoints.Definition;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Checkpoints;
using Gantry.Engine.Model.Containers;
using Gantry.Engine.Model.Images;
using Gantry.Engine.Model.Volumes;
using Gantry.Engine.Storage.Images;
using Gantry.Engine.Storage.Trees;
using Gantry.Engine.Storage.Volumes;
using Gantry.Linux;

namespace Gantry.Engine.Checkpoints;

/// <summary>Writes a dumped and still frozen container into a checkpoint archive, in one pass over everything.</summary>
internal sealed class ArchiveExporter(
    EngineOptions options, HostLayout layout, ImageStore images, VolumeStore volumes, TimeProvider time)
{
    private const int PrivateFile = 0x180; // 0600
    private const int PrivateDirectory = 0x1C0; // 0700
    private const int PublicDirectory = 0x1ED; // 0755

    /// <summary>Writes the archive. Identity and specification come first, so that a reader can refuse early.</summary>
    /// <param name="container">The container, frozen.</param>
    /// <param name="image">The image it was made from.</param>
    /// <param name="store">Where the dump lies, in progress.</param>
    /// <param name="exclude">What is left out.</param>
    /// <param name="output">Where the archive goes and how it is compressed.</param>
    /// <param name="progress">Told per part.</param>
    /// <param name="cancellationToken">Stops the writing; what was written is no archive then.</param>
    /// <returns>Bytes written.</returns>
    public async Task<long> ExportAsync(
        Container container,
        Image image,
        CheckpointStore store,
        CheckpointParts exclude,
        (Stream Destination, ArchiveCompression Compression) output,
        IProgress<OperationProgress>? progress,
        CancellationToken cancellationToken)
    {
        var files = new CheckpointFiles(layout, container.Id);
        await using var archive = new CheckpointArchiveWriter(output.Destination, output.Compression, time);

        await AddDefinitionAsync(archive, container, files, cancellationToken);
        var carried = exclude.HasFlag(CheckpointParts.Volumes)
            ? []
            : await AddVolumesAsync(archive, container, progress, cancellationToken);
        if (!exclude.HasFlag(CheckpointParts.RootFileSystem))
        {
            await AddRootFileSystemAsync(archive, container, image, progress, cancellationToken);
        }

        await AddFileIfThereAsync(
            archive, store.Folder, Path.GetFileName(store.DevShmInProgress), EntryNames.DevShm, cancellationToken);
        if (container.Spec.Log.Driver is "k8s-file" or "json-file")
        {
            await AddFileIfThereAsync(archive, files.Bundle, EntryNames.Log, EntryNames.Log, cancellationToken);
        }

        await AddImagesAsync(archive, store.ImagesInProgress, EntryNames.Checkpoint, progress, cancellationToken);
        await CompleteAsync(archive, container, files, carried, cancellationToken);
        return archive.BytesWritten;
    }

    /// <summary>Writes the archive of a pre-dump: whose memory it is, and the memory.</summary>
    /// <param name="container">The container, running.</param>
    /// <param name="output">Where the archive goes and how it is compressed.</param>
    /// <param name="progress">Told per part.</param>
    /// <param name="cancellationToken">Stops the writing; what was written is no archive then.</param>
    /// <returns>Bytes written.</returns>
    public async Task<long> ExportPreDumpAsync(
        Container container,
        (Stream Destination, ArchiveCompression Compression) output,
        IProgress<OperationProgress>? progress,
        CancellationToken cancellationToken)
    {
        var files = new CheckpointFiles(layout, container.Id);
        await using var archive = new CheckpointArchiveWriter(output.Destination, output.Compression, time);
        await AddDefinitionAsync(archive, container, files, cancellationToken);
        await AddImagesAsync(archive, files.PreImagesInProgress, EntryNames.PreCheckpoint, progress, cancellationToken);
        await CompleteAsync(archive, container, files, [], cancellationToken);
        return archive.BytesWritten;
    }

    /// <summary>Writes an archive that says what the container is, and holds nothing of it.</summary>
    /// <param name="container">The container, running.</param>
    /// <param name="destination">Receives it, uncompressed.</param>
    /// <param name="cancellationToken">Stops the writing.</param>
    public async Task ExportDefinitionAsync(
        Container container, Stream destination, CancellationToken cancellationToken)
    {
        var files = new CheckpointFiles(layout, container.Id);
        await using var archive = new CheckpointArchiveWriter(destination, ArchiveCompression.None, time);
        await AddDefinitionAsync(archive, container, files, cancellationToken);
        await CompleteAsync(archive, container, files, [], cancellationToken);
    }

    private static async Task CompleteAsync(
        CheckpointArchiveWriter archive,
        Container container,
        CheckpointFiles files,
        IReadOnlyList<ArchivedVolume> volumes,
        CancellationToken cancellationToken)
    {
        await AddFileIfThereAsync(
            archive, files.Bundle, EntryNames.StatsDump, EntryNames.StatsDump, cancellationToken);
        await archive.CompleteAsync(
            new ArchivedContainer(container.Id.ToString(), container.Name), volumes, cancellationToken);
    }

    private async Task AddDefinitionAsync(
        CheckpointArchiveWriter archive, Container container, CheckpointFiles files, CancellationToken cancellationToken)
    {
        var config = ConfigDumpWriter.Write(container, options.CgroupManager);
        var spec = SpecDumpWriter.Write(
            await File.ReadAllBytesAsync(files.RuntimeConfiguration, cancellationToken), container.Spec);
        await archive.AddFileAsync(
            EntryNames.ConfigDump,
            PrivateFile,
            JsonSerializer.SerializeToUtf8Bytes(config, DefinitionJsonContext.Default.ConfigDump),
            cancellationToken);
        await archive.AddFileAsync(EntryNames.SpecDump, PrivateFile, spec, cancellationToken);
        await archive.AddDirectoryAsync(EntryNames.Artifacts, PublicDirectory, cancellationToken);
        await AddFileIfThereAsync(
            archive, files.Bundle, EntryNames.NetworkStatus, EntryNames.NetworkStatus, cancellationToken);
    }

    private async Task<IReadOnlyList<ArchivedVolume>> AddVolumesAsync(
        CheckpointArchiveWriter archive,
        Container container,
        IProgress<OperationProgress>? progress,
        CancellationToken cancellationToken)
    {
        List<ArchivedVolume> carried = [];
        foreach (var name in container.Spec.Volumes.Select(v => v.Name).Distinct())
        {
            var volume = volumes.Resolve(name);
            await AddTreeAsync(
                archive,
                EntryNames.VolumeEntry(name),
                TreeArchiver.Plan(volume.MountPoint, new TreeArchiveOptions(), cancellationToken),
                progress,
                cancellationToken);
            carried.Add(Describe(volume));
        }

        return carried;
    }

    private static ArchivedVolume Describe(Volume volume) => new()
    {
        Name = volume.Name,
        Driver = volume.Driver,
        Options = volume.Options,
        Labels = volume.Labels,
        Anonymous = volume.Anonymous,
        Created = volume.Created,
    };

    private async Task AddRootFileSystemAsync(
        CheckpointArchiveWriter archive,
        Container container,
        Image image,
        IProgress<OperationProgress>? progress,
        CancellationToken cancellationToken)
    {
        var upper = layout.Upper(container.Id);
        var changes = OverlayDiff.Compute(
            upper, images.LayerDirectories(image), OverlayDiff.PodmanExclusions, cancellationToken);
        string[] kept = [.. changes.Where(c => c.Kind != FileChangeKind.Deleted).Select(c => c.Path)];
        string[] deleted = [.. changes.Where(c => c.Kind == FileChangeKind.Deleted).Select(c => c.Path)];

        if (kept.Length > 0)
        {
            var plan = TreeArchiver.Plan(
                upper, new TreeArchiveOptions { Naming = TreeNaming.Bare, Paths = kept }, cancellationToken);
            await AddTreeAsync(archive, EntryNames.RootFsDiff, plan, progress, cancellationToken);
        }

        if (deleted.Length > 0)
        {
            var json = JsonSerializer.SerializeToUtf8Bytes(deleted, DefinitionJsonContext.Default.IReadOnlyListString);
            await archive.AddFileAsync(EntryNames.DeletedFiles, PrivateFile, json, cancellationToken);
        }
    }

    private static Task AddTreeAsync(
        CheckpointArchiveWriter archive,
        string entryName,
        TreePlan plan,
        IProgress<OperationProgress>? progress,
        CancellationToken cancellationToken) =>
        archive.AddFileAsync(
            entryName,
            PrivateFile,
            plan.TarLengthBytes,
            (stream, token) => plan.WriteAsync(stream, progress, token),
            cancellationToken);

    private static async Task AddImagesAsync(
        CheckpointArchiveWriter archive,
        string folder,
        string entryName,
        IProgress<OperationProgress>? progress,
        CancellationToken cancellationToken)
    {
        await archive.AddDirectoryAsync(entryName, PrivateDirectory, cancellationToken);
        using var directory = DirectoryDescriptor.Open(folder);
        long written = 0;
        foreach (var name in directory.Enumerate().Select(e => e.Name).Order(StringComparer.Ordinal))
        {
            if (name == CheckpointFiles.ParentLink && directory.Stat(name).Kind == FileKind.Symlink)
            {
                await archive.AddCheckpointParentAsync(cancellationToken);
                continue;
            }

            written += await AddFileAsync(archive, directory, name, $"{entryName}/{name}", cancellationToken);
            progress?.Report(new OperationProgress("writing memory", written, null));
        }
    }

    private static async Task AddFileIfThereAsync(
        CheckpointArchiveWriter archive,
        string folder,
        string name,
        string entryName,
        CancellationToken cancellationToken)
    {
        using var directory = DirectoryDescriptor.Open(folder);
        if (directory.TryStat(name) is { Kind: FileKind.Regular })
        {
            await AddFileAsync(archive, directory, name, entryName, cancellationToken);
        }
    }

    private static async Task<long> AddFileAsync(
        CheckpointArchiveWriter archive,
        DirectoryDescriptor directory,
        string name,
        string entryName,
        CancellationToken cancellationToken)
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
