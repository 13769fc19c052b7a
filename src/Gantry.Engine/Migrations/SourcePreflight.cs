using Gantry.Engine.Archive;
using Gantry.Engine.Checkpoints;
using Gantry.Engine.Containers;
using Gantry.Engine.Containers.Inspection;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Checkpoints;
using Gantry.Engine.Model.Containers;
using Gantry.Engine.Model.Migrations;
using Gantry.Linux;

namespace Gantry.Engine.Migrations;

/// <summary>What the source knows before anything is frozen: what stands in the way here, and what the target has to judge.</summary>
internal sealed class SourcePreflight(MigrationServices services)
{
    /// <summary>Number of the data stream with the container's definition.</summary>
    public const uint DefinitionStream = 2;

    /// <summary>All that stands in the way on this host, each with a remedy. The container may run or not.</summary>
    public static IReadOnlyList<string> Blockers(Container container, KernelState include)
    {
        if (container.Status.State != ContainerState.Running)
        {
            return
            [
                $"container {container.Name} is {StateNames.Of(container.Status.State)}; only a running one is migrated: start "
                + "it, or use checkpoint --export",
            ];
        }

        List<string> blockers = [];
        if (container.Spec.IsInfra || container.Spec.Pod is not null || container.Spec.Dependencies.Any())
        {
            blockers.Add(
                $"container {container.Name} shares a pod or another container's namespaces: checkpoint it with --export, and "
                + "restore it into a pod of the target with --pod");
        }

        if (container.Spec.Runtime != "runc")
        {
            blockers.Add(
                $"the runtime of {container.Name} is {container.Spec.Runtime}, which cannot hold a restored container: only "
                + "containers of runc are migrated");
        }

        if (include == KernelState.None)
        {
            try
            {
                EstablishedConnections.RequireNone(container);
            }
            catch (GantryException e)
            {
                blockers.Add(e.Message);
            }
        }

        return [.. blockers, .. UndumpableDescriptors.Find(container)];
    }

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
            Requires = Abilities(request),
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

    private static IReadOnlyList<string> Abilities(MigrationRequest request) =>
    [
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
