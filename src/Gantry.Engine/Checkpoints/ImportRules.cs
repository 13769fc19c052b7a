using Gantry.Engine.Checkpoints.Definition;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Checkpoints;
using Gantry.Engine.Model.Containers;
using Gantry.Engine.Model.Images;
using Gantry.Engine.Networking;
using Gantry.Engine.State;
using Gantry.Engine.Storage.Volumes;
using Gantry.Engine.Tools;

namespace Gantry.Engine.Checkpoints;

/// <summary>The rules of import, in their order; the first that is broken decides, and nothing exists yet.</summary>
internal sealed class ImportRules(CheckpointServices services)
{
    /// <summary>The rules about volumes.</summary>
    public ImportVolumes Volumes { get; } = new(services.Volumes);

    /// <summary>The rules about what a container may have.</summary>
    public ImportConsent Consent { get; } = new(services.Context.Layout);

    private readonly ImportPods _pods = new(services.Pods);
    private readonly NetworkChoice _networks = new(services.Networks);

    /// <summary>Checks all rules, pulling the base image when it is missing.</summary>
    /// <exception cref="GantryException">
    /// <see cref="ErrorCode.Invalid"/>, <see cref="ErrorCode.AlreadyExists"/>, <see cref="ErrorCode.NotFound"/>,
    /// <see cref="ErrorCode.Incompatible"/>.
    /// </exception>
    public async Task<ImportPlan> CheckAsync(
        ContainerDefinition definition,
        ImportRequest request,
        IProgress<OperationProgress>? progress,
        CancellationToken cancellationToken)
    {
        RequireIndependent(definition, request);
        var blockers = new List<GantryException>();
        var volumes = Volumes.Plan(definition, request, blockers);
        var binds = ImportBinds.Plan(definition.Spec, request.BindSources, blockers);
        Consent.Require(definition, request, blockers);
        if (blockers is [var first, ..])
        {
            throw first;
        }

        var pod = _pods.Find(definition, request);
        var spec = CompleteNetworks(definition, request);
        var (id, name) = NameIt(definition, request);
        RequireFree(services.Context.Containers, id, name);
        var image = await RequireImageAsync(spec, progress, cancellationToken);
        var runtime = RequireRuntime(definition, request);
        await services.RequireCriuAsync(runtime, cancellationToken);

        var container = new Container
        {
            Id = id,
            Name = name,
            Created = services.Context.Time.GetUtcNow(),
            Spec = ImportBinds.Apply(ImportVolumes.Rename(spec, volumes), binds) with { Runtime = runtime.Name },
        };
        services.Connections.RequireFreePorts(container);
        return new ImportPlan(container, definition, image, runtime, volumes, pod);
    }

    /// <summary>Throws when the name or the id is taken.</summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.AlreadyExists"/>.</exception>
    public static void RequireFree(ContainerTable containers, ContainerId id, string name)
    {
        if (containers.FindByName(name) is { } owner)
        {
            throw new GantryException(
                ErrorCode.AlreadyExists,
                $"creating container storage: the container name \"{name}\" is already in use by {owner.Id}. You have to "
                + "remove that container to be able to reuse that name: that name is already in use");
        }

        if (containers.Find(id) is not null)
        {
            throw new GantryException(
                ErrorCode.AlreadyExists, $"creating container storage: {id}: that ID is already in use");
        }
    }

    /// <summary>Throws when a volume of this name exists.</summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.AlreadyExists"/>.</exception>
    public static void RequireNoVolume(VolumeStore volumes, string name)
    {
        if (volumes.Find(name) is not null)
        {
            throw new GantryException(
                ErrorCode.AlreadyExists,
                $"volume with name {name} already exists. Use --ignore-volumes to not restore content of volumes");
        }
    }

    /// <summary>Throws when the container cannot be without others, or without the pod that was or was not asked for.</summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.Invalid"/>.</exception>
    public static void RequireIndependent(ContainerDefinition definition, ImportRequest request)
    {
        if (definition.Pod is not null && request.Pod is null)
        {
            throw new GantryException(ErrorCode.Invalid, "cannot restore pod container without --pod");
        }

        if (definition.Pod is null && request.Pod is not null)
        {
            throw new GantryException(ErrorCode.Invalid, "cannot restore non pod container into pod");
        }

        if (definition.Dependencies.Count > 0)
        {
            throw new GantryException(ErrorCode.Invalid, "cannot import checkpoints of containers with dependencies");
        }
    }

    /// <summary>The specification with the pod and the networks of this host; throws when one of them does not fit.</summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.NotFound"/>, <see cref="ErrorCode.Invalid"/>.</exception>
    public ContainerSpec CompleteNetworks(ContainerDefinition definition, ImportRequest request)
    {
        var spec = NetworkIdentity.Drop(
            ImportPods.Fit(definition, _pods.Find(definition, request)), request.Options.Ignore);
        var network = request.Ports is { } ports && spec.Network.Mode == "bridge"
            ? spec.Network with { Ports = ports }
            : spec.Network;
        return spec with
        {
            Network = _networks.Complete(
                request.Network is { } change ? NetworkIdentity.Change(network, change, definition.Name) : network),
        };
    }

    /// <summary>The id and the name that the container gets.</summary>
    public static (ContainerId Id, string Name) NameIt(ContainerDefinition definition, ImportRequest request) =>
        request.Name is null
            ? (definition.Id, definition.Name)
            : (request.Id ?? ContainerId.NewRandom(), ObjectName.Require("container", request.Name));

    /// <summary>Throws when an image is not the one that the checkpoint was made from.</summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.Incompatible"/>.</exception>
    public static void RequireSame(Image image, ContainerSpec spec)
    {
        if (image.Id != spec.ImageId)
        {
            throw new GantryException(
                ErrorCode.Incompatible,
                $"Cannot restore: the checkpoint was made from image {spec.ImageName} with id {spec.ImageId.Hex}, "
                + $"but here that name means {image.Id.Hex}. Load the same image: image not known");
        }
    }

    /// <summary>The error for an archive without CRIU's images.</summary>
    public static GantryException NoCheckpoint(string archiveName) => new(
        ErrorCode.Invalid,
        $"Cannot restore from {archiveName}: a complete checkpoint for this container cannot be found, "
        + "cannot restore: checkpoint/inventory.img: no such file or directory");

    /// <summary>The error for an archive without the content of a volume that is to be filled.</summary>
    public static GantryException MissingVolume(string archiveName, string volume) => new(
        ErrorCode.Invalid,
        $"Cannot restore from {archiveName}: it was made without the content of volume {volume}: "
        + $"failed to open volume file volumes/{volume}.tar: no such file or directory. "
        + "Create the volume and use --ignore-volumes.");

    private async Task<Image> RequireImageAsync(
        ContainerSpec spec, IProgress<OperationProgress>? progress, CancellationToken cancellationToken)
    {
        if (services.Images.Find(spec.ImageId.Hex) is { } present)
        {
            return present;
        }

        var found = services.Images.Find(spec.ImageName)
            ?? await services.Images.PullAsync(
                new ImagePullRequest { Reference = spec.ImageName, Policy = PullPolicy.Missing }, progress, cancellationToken);
        RequireSame(found, spec);
        return found;
    }

    /// <summary>The runtime of the checkpoint, unless another one was typed.</summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.Incompatible"/>, <see cref="ErrorCode.Invalid"/>.</exception>
    public IOciRuntime RequireRuntime(ContainerDefinition definition, ImportRequest request)
    {
        var wanted = definition.Spec.Runtime;
        if (request.Runtime is { } typed && typed != wanted)
        {
            throw new GantryException(
                ErrorCode.Incompatible,
                $"checkpoint archive {request.ArchiveName} was created with runtime '{wanted}' and cannot be restored "
                + $"with runtime '{typed}'");
        }

        // A path in an archive would let it choose a program of this host.
        if (wanted.Contains('/', StringComparison.Ordinal) && request.Runtime is null)
        {
            throw new GantryException(
                ErrorCode.Incompatible,
                $"checkpoint archive {request.ArchiveName} names the runtime '{wanted}', a path; confirm it with --runtime {wanted}.");
        }

        return services.Context.Runtimes.Get(wanted);
    }
}
