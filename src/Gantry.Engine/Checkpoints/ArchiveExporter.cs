using System.Text.Json;
using Gantry.Engine.Archive;
using Gantry.Engine.Checkpoints.Definition;
using Gantry.Engine.Containers;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Checkpoints;
using Gantry.Engine.Model.Containers;
using Gantry.Engine.Model.Images;
using Gantry.Engine.Model.Volumes;
using Gantry.Engine.Storage.Images;
using Gantry.Engine.Storage.Trees;
using Gantry.Engine.Storage.Volumes;

namespace Gantry.Engine.Checkpoints;

/// <summary>Knows what of a container goes into a checkpoint archive, and begins such archives.</summary>
internal sealed class ArchiveExporter(ContainerContext context, ImageStore images, VolumeStore volumes)
{
    /// <summary>Begins the archive of a container: identity and specification come first, so that a reader can refuse early.</summary>
    /// <param name="container">The container.</param>
    /// <param name="output">Where the archive goes and how it is compressed.</param>
    /// <param name="cancellationToken">Stops the writing; what was written is no archive then.</param>
    public async Task<ArchiveExport> BeginAsync(
        Container container, CheckpointOutput output, CancellationToken cancellationToken)
    {
        var key = new InstallationKey(context.Layout);
        var archive = new CheckpointArchiveWriter(output.Stream, output.Compression, context.Time) { Seal = key.SealArchive };
        var export = new ArchiveExport(archive, container, new CheckpointFiles(context.Layout, container.Id), key);
        try
        {
            await export.AddDefinitionAsync(context.Options.CgroupManager, cancellationToken);
            return export;
        }
        catch
        {
            await export.DisposeAsync();
            throw;
        }
    }

    /// <summary>The volumes of a container whose content goes into an archive.</summary>
    public IEnumerable<Volume> VolumesOf(Container container, CheckpointParts exclude) =>
        exclude.HasFlag(CheckpointParts.Volumes)
            ? []
            : container.Spec.Volumes.Select(v => v.Name).Distinct().Select(volumes.Resolve);

    /// <summary>Whether a volume stands still while the container runs: it and all that run have it read-only.</summary>
    public bool StandsStill(Container container, Volume volume) => context.Containers.UsingVolume(volume.Name)
        .Where(user => user.Id == container.Id || user.Status.State is ContainerState.Running or ContainerState.Paused)
        .SelectMany(user => user.Spec.Volumes)
        .All(mount => mount.Name != volume.Name || mount.Options.Contains("ro"));

    /// <summary>
    /// What goes into the archive of a container's volumes. Each is looked at when it is asked for, and must be written before
    /// the next.
    /// </summary>
    /// <param name="container">The container, frozen, unless they stand still without that.</param>
    /// <param name="those">The volumes.</param>
    /// <param name="sent">What whoever reads the archive has already: only what changed since goes in. Null: nothing.</param>
    /// <param name="progress">Told per part.</param>
    /// <param name="cancellationToken">Stops the looking.</param>
    public IEnumerable<ArchivePart> VolumeParts(
        Container container,
        IEnumerable<Volume> those,
        SentFiles? sent,
        IProgress<OperationProgress>? progress,
        CancellationToken cancellationToken)
    {
        var round = sent is null ? null : RoundOf(container);
        foreach (var volume in those)
        {
            var plan = sent is null
                ? TreeArchiver.Plan(volume.MountPoint, new TreeArchiveOptions(), cancellationToken)
                : sent.Volume(volume.Name).PlanChanges(
                    volume.MountPoint, new TreeArchiveOptions(), round!, cancellationToken);
            yield return Tree(EntryNames.VolumeEntry(volume.Name), plan, progress);
        }
    }

    /// <summary>The same of the other files that a container changes: root file system, log.</summary>
    /// <param name="container">The container, frozen and dumped: CRIU leaves traces in its root file system meanwhile.</param>
    /// <param name="image">The image it was made from.</param>
    /// <param name="exclude">What is left out.</param>
    /// <param name="sent">As for <see cref="VolumeParts"/>.</param>
    /// <param name="progress">Told per part.</param>
    /// <param name="cancellationToken">Stops the looking.</param>
    public IEnumerable<ArchivePart> OwnParts(
        Container container,
        Image image,
        CheckpointParts exclude,
        SentFiles? sent,
        IProgress<OperationProgress>? progress,
        CancellationToken cancellationToken)
    {
        if (!exclude.HasFlag(CheckpointParts.RootFileSystem))
        {
            foreach (var part in RootFileSystemParts(
                container, image, sent is null ? null : (sent.RootFileSystem, RoundOf(container)), progress, cancellationToken))
            {
                yield return part;
            }
        }

        if (container.Spec.Log.Driver is "k8s-file" or "json-file" && File.Exists(context.Layout.Log(container.Id)))
        {
            using var log = File.OpenRead(context.Layout.Log(container.Id));
            yield return new ArchivePart(
                EntryNames.Log,
                log.Length,
                (stream, token) => BoundedCopy.CopyAsync(log, stream, log.Length, token));
        }
    }

    /// <summary>What an archive says of the volumes that are in it.</summary>
    public IReadOnlyList<ArchivedVolume> DescribeVolumes(Container container, CheckpointParts exclude) =>
        [.. VolumesOf(container, exclude).Select(Describe)];

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
        CheckpointOutput output,
        IProgress<OperationProgress>? progress,
        CancellationToken cancellationToken)
    {
        var own = OwnParts(container, image, CheckpointParts.None, sent, progress, cancellationToken)
            .Where(part => part.EntryName is not (EntryNames.DeletedFiles or EntryNames.Log));
        await using var export = await BeginAsync(container, output, cancellationToken);
        await export.AddPartsAsync(
            VolumeParts(
                container, VolumesOf(container, CheckpointParts.None), sent, progress, cancellationToken).Concat(own),
            cancellationToken);
        await export.CompleteAsync([], cancellationToken);
    }

    /// <summary>Writes an archive that says what the container is, and holds nothing of it.</summary>
    /// <param name="container">The container, running.</param>
    /// <param name="destination">Receives it, uncompressed.</param>
    /// <param name="cancellationToken">Stops the writing.</param>
    public async Task ExportDefinitionAsync(
        Container container, Stream destination, CancellationToken cancellationToken)
    {
        await using var output = new CheckpointOutput(destination, ArchiveCompression.None, _ => Task.CompletedTask, null);
        await using var export = await BeginAsync(container, output, cancellationToken);
        await export.CompleteAsync([], cancellationToken);
    }

    private TreeRound RoundOf(Container container) =>
        new() { Now = context.Time.GetUtcNow(), MayChangeUnseen = MappedFiles.Of(container).Includes };

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
        (SentTree Tree, TreeRound Round)? sent,
        IProgress<OperationProgress>? progress,
        CancellationToken cancellationToken)
    {
        var upper = context.Layout.Upper(container.Id);
        var changes = OverlayDiff.Compute(
            upper, images.LayerDirectories(image), OverlayDiff.PodmanExclusions, cancellationToken);
        string[] kept = [.. changes.Where(c => c.Kind != FileChangeKind.Deleted).Select(c => c.Path)];
        string[] deleted = [.. changes.Where(c => c.Kind == FileChangeKind.Deleted).Select(c => c.Path)];

        if (kept.Length > 0 || sent is not null)
        {
            var files = new TreeArchiveOptions
            {
                Naming = TreeNaming.Bare,
                Paths = kept,
                LeaveOut = path => OverlayDiff.PodmanExclusions.Contains("/" + path),
            };
            var plan = sent is var (tree, round)
                ? tree.PlanChanges(upper, files, round with { Deleted = deleted }, cancellationToken)
                : TreeArchiver.Plan(upper, files, cancellationToken);
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
}
