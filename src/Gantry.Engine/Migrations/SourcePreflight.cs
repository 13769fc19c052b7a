using Gantry.Engine.Archive;
using Gantry.Engine.Containers.Inspection;
using Gantry.Engine.Model.Containers;
using Gantry.Engine.Model.Migrations;
using Gantry.Engine.Tools;
using Gantry.Linux;

namespace Gantry.Engine.Migrations;

/// <summary>What the source tells before anything is frozen, for the target to judge.</summary>
internal sealed class SourcePreflight(MigrationServices services)
{
    /// <summary>Number of the data stream with the container's definition.</summary>
    public const uint DefinitionStream = 2;

    /// <summary>The first word to the target.</summary>
    public async Task<MigrationMessage.Offer> OfferAsync(
        Migration migration, Container container, MigrationRequest request, CancellationToken cancellationToken) => new()
        {
            Protocol = MigrationMessage.Version,
            Engine = ArchiveManifest.EngineName,
            Migration = migration.Id,
            Host = Machine.Hostname,
            ContainerId = container.Id,
            ContainerName = container.Name,
            Name = request.Name,
            Include = request.Include,
            VolumePolicies = request.VolumePolicies,
            Network = request.Network,
            Ports = request.Ports,
            ImageName = container.Spec.ImageName,
            ImageId = container.Spec.ImageId.Hex,
            ImageLayers = services.Images.Find(container.Spec.ImageId.Hex) is { } image ? services.Images.LayerBlobs(image) : [],
            ImageTransfer = request.Image,
            Requires = Abilities(request, await PostCopyObstacleAsync(container, request, cancellationToken)),
            Definition = DefinitionStream,
            MemoryBytes = MemoryBytes(container),
            FileBytes = FileBytes(container),
            Architecture = Machine.Architecture,
            CriuVersion = await services.Criu.VersionAsync(cancellationToken),
            Processor = await services.Criu.DescribeProcessorAsync(services.Context.Layout.Temporary, cancellationToken),
        };

    /// <summary>The question what the target is.</summary>
    public async Task<MigrationMessage.Probe> ProbeAsync(CancellationToken cancellationToken) => new(
        MigrationMessage.Version,
        Machine.Architecture,
        await services.Criu.VersionAsync(cancellationToken),
        await services.Criu.DescribeProcessorAsync(services.Context.Layout.Temporary, cancellationToken));

    /// <summary>Bytes that a container's processes have in memory; 0 for one that does not run.</summary>
    public static long MemoryBytes(Container container) => container.Status.Process is { } process
        && ProcessTable.IsAlive(process.Pid, process.StartTime)
            ? CgroupFreezer.ForProcess(process.Pid).Processes().Sum(ProcessTable.ResidentBytes)
            : 0;

    /// <summary>Why a container cannot run on the target before its memory has come, if that is wanted; null when it can.</summary>
    public async Task<string?> PostCopyObstacleAsync(
        Container container, MigrationRequest request, CancellationToken cancellationToken)
    {
        if (!request.PostCopy)
        {
            return null;
        }

        // CRIU serves in a network namespace of its own, and takes processes in the one that it was started in for its own.
        if (container.Spec.Network.Mode == "host")
        {
            return "the container has the host's network";
        }

        if (!Pipes.CanHold(PageServer.PipeBytes))
        {
            return $"CRIU's pipes hold too little here: run \"sysctl fs.pipe-max-size={PageServer.PipeBytes}\", or gantry with "
                + "CAP_SYS_RESOURCE";
        }

        return await services.Context.Runtimes.Get(container.Spec.Runtime).SupportsLazyPagesAsync(cancellationToken)
            ? null
            : $"{container.Spec.Runtime} has no --lazy-pages";
    }

    private static IReadOnlyList<string> Abilities(MigrationRequest request, string? postCopyObstacle) =>
    [
        .. request.PostCopy && postCopyObstacle is null ? [MigrationMessage.PostCopyAbility] : Array.Empty<string>(),
        .. request.Name is null ? Array.Empty<string>() : [MigrationMessage.NameAbility],
        .. request.Network is not null || request.Ports is not null ? [MigrationMessage.NetworkAbility] : Array.Empty<string>(),
        .. request.Compression is null ? [MigrationMessage.MeasureAbility] : Array.Empty<string>(),
        .. request.Image == ImageTransfer.Send ? Array.Empty<string>() : [MigrationMessage.PullAbility],
    ];

    private long FileBytes(Container container)
    {
        var layout = services.Context.Layout;
        return new[] { layout.Upper(container.Id), layout.Shm(container.Id) }
            .Concat(container.Spec.Volumes.Select(mount => services.Volumes.Find(mount.Name)?.MountPoint).OfType<string>())
            .Distinct()
            .Sum(folder => ContainerSize.Measure(folder, 0).WrittenBytes);
    }
}
