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
    /// <param name="container">The container, frozen unless its parts are copies.</param>
    /// <param name="store">Where the dump lies, in progress.</param>
    /// <param name="parts">Of <see cref="Parts"/>.</param>
    /// <param name="exclude">What is left out.</param>
    /// <param name="output">Where the archive goes and how it is compressed.</param>
    /// <param name="progress">Told per part.</param>
    /// <param name="cancellationToken">Stops the writing; what was written is no archive then.</param>
    /// <returns>Bytes written.</returns>
    public async Task<long> ExportAsync(
        Container container,
        CheckpointStore store,
        IEnumerable<ArchivePart> parts,
        CheckpointParts exclude,
        (Stream Destination, ArchiveCompression Compression) output,
        IProgress<OperationProgress>? progress,
        CancellationToken cancellationToken)
    {
        var files = new CheckpointFiles(layout, container.Id);
        await using var archive = new CheckpointArchiveWriter(output.Destination, output.Compression, time);

        await AddDefinitionAsync(archive, container, files, cancellationToken);
        foreach (var part in parts)
        {
            await archive.AddFileAsync(part.EntryName, PrivateFile, part.LengthBytes, part.WriteAsync, cancellationToken);
        }

        await AddFileIfThereAsync(
            archive, store.Folder, Path.GetFileName(store.DevShmInProgress), EntryNames.DevShm, cancellationToken);
        await AddImagesAsync(archive, store.ImagesInProgress, EntryNames.Checkpoint, progress, cancellationToken);
        await CompleteAsync(
            archive, container, files, [.. VolumesOf(container, exclude).Select(Describe)], cancellationToken);
        return archive.BytesWritten;
    }

    /// <summary>
    /// What goes into the archive of the files that a container changes: volumes, root file system, log. Each is looked at
    /// when it is asked for, and must be written before the next.
    /// </summary>
    /// <param name="container">The container, frozen.</param>
    /// <param name="image">The image it was made from.</param>
    /// <param name="exclude">What is left out.</param>
    /// <param name="sent">What whoever reads the archive has already: only what changed since goes in. Null: nothing.</param>
    /// <param name="progress">Told per part.</param>
    /// <param name="cancellationToken">Stops the looking.</param>
    public IEnumerable<ArchivePart> Parts(
        Container container,
        Image image,
        CheckpointParts exclude,
        SentFiles? sent,
        IProgress<OperationProgress>? progress,
        CancellationToken cancellationToken)
    {
        var round = sent is null
            ? null
            : new TreeRound { Now = time.GetUtcNow(), MayChangeUnseen = MappedFiles.Of(container).Includes };
        foreach (var volume in VolumesOf(container, exclude))
        {
            var plan = sent is null
                ? TreeArchiver.Plan(volume.MountPoint, new TreeArchiveOptions(), cancellationToken)
                : sent.Volume(volume.Name).PlanChanges(
                    volume.MountPoint, new TreeArchiveOptions(), round!, cancellationToken);
            yield return Tree(EntryNames.VolumeEntry(volume.Name), plan, progress);
        }

        if (!exclude.HasFlag(CheckpointParts.RootFileSystem))
        {
            foreach (var part in RootFileSystemParts(
                container, image, (sent?.RootFileSystem, round), progress, cancellationToken))
            {
                yield return part;
            }
        }

        if (container.Spec.Log.Driver is "k8s-file" or "json-file" && File.Exists(layout.Log(container.Id)))
        {
            using var log = File.OpenRead(layout.Log(container.Id));
            yield return new ArchivePart(EntryNames.Log, log.Length, Copy(log, log.Length));
        }
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

    /// <summary>
    /// Writes an archive of a running container that holds what changed of its files, and nothing else. What is deleted of
    /// the image is said among the changes; the list of it comes with the checkpoint.
    /// </summary>
    /// <param name="container">The container, running.</param>
    /// <param name="image">The image it was made from.</param>
    /// <param name="sent">What whoever reads the archive has, which learns what it gets.</param>
    /// <param name="output">Where the archive goes and how it is compressed.</param>
    /// <param name="progress">Told per part.</param>
    /// <param name="cancellationToken">Stops the writing; what was written is no archive then.</param>
    public async Task ExportFilesAsync(
        Container container,
        Image image,
        SentFiles sent,
        (Stream Destination, ArchiveCompression Compression) output,
        IProgress<OperationProgress>? progress,
        CancellationToken cancellationToken)
    {
        var files = new CheckpointFiles(layout, container.Id);
        await using var archive = new CheckpointArchiveWriter(output.Destination, output.Compression, time);
        await AddDefinitionAsync(archive, container, files, cancellationToken);
        foreach (var part in Parts(container, image, CheckpointParts.None, sent, progress, cancellationToken)
            .Where(part => part.EntryName is not (EntryNames.DeletedFiles or EntryNames.Log)))
        {
            await archive.AddFileAsync(part.EntryName, PrivateFile, part.LengthBytes, part.WriteAsync, cancellationToken);
        }

        await CompleteAsync(archive, container, files, [], cancellationToken);
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

    private IEnumerable<Volume> VolumesOf(Container container, CheckpointParts exclude) =>
        exclude.HasFlag(CheckpointParts.Volumes)
            ? []
            : container.Spec.Volumes.Select(v => v.Name).Distinct().Select(volumes.Resolve);

    private static ArchivedVolume Describe(Volume volume) => new()
    {
        Name = volume.Name,
        Driver = volume.Driver,
        Options = volume.Options,
        Labels = volume.Labels,
        Anonymous = volume.Anonymous,
        Created = volume.Created,
    };

    private IEnumerable<ArchivePart> RootFileSystemParts(
        Container container,
        Image image,
        (SentTree? Tree, TreeRound? Round) sent,
        IProgress<OperationProgress>? progress,
        CancellationToken cancellationToken)
    {
        var upper = layout.Upper(container.Id);
        var changes = OverlayDiff.Compute(
            upper, images.LayerDirectories(image), OverlayDiff.PodmanExclusions, cancellationToken);
        string[] kept = [.. changes.Where(c => c.Kind != FileChangeKind.Deleted).Select(c => c.Path)];
        string[] deleted = [.. changes.Where(c => c.Kind == FileChangeKind.Deleted).Select(c => c.Path)];

        if (kept.Length > 0 || sent.Tree is not null)
        {
            var files = new TreeArchiveOptions
            {
                Naming = TreeNaming.Bare,
                Paths = kept,
                LeaveOut = path => OverlayDiff.PodmanExclusions.Contains("/" + path),
            };
            var plan = sent.Tree is null
                ? TreeArchiver.Plan(upper, files, cancellationToken)
                : sent.Tree.PlanChanges(upper, files, sent.Round! with { Deleted = deleted }, cancellationToken);
            yield return Tree(EntryNames.RootFsDiff, plan, progress);
        }

        if (deleted.Length > 0)
        {
            var json = JsonSerializer.SerializeToUtf8Bytes(deleted, DefinitionJsonContext.Default.IReadOnlyListString);
            yield return new ArchivePart(
                EntryNames.DeletedFiles, json.Length, (stream, token) => stream.WriteAsync(json, token).AsTask());
        }
    }

    private static ArchivePart Tree(string entryName, TreePlan plan, IProgress<OperationProgress>? progress) =>
        new(entryName, plan.TarLengthBytes, (stream, token) => plan.WriteAsync(stream, progress, token));

    private static Func<Stream, CancellationToken, Task> Copy(Stream source, long length) =>
        (stream, token) => BoundedCopy.CopyAsync(source, stream, length, token);

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
            Copy(file.AsStream(FileAccess.Read, leaveOpen: true), length),
            cancellationToken);
        return length;
    }
}
