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
        RequireIndependent(definition);
        var volumes = CheckVolumes(definition, request);
        var spec = CompleteNetworks(definition, request);
        var (id, name) = ChooseIdentity(definition, request);
        var image = await RequireImageAsync(spec, progress, cancellationToken);
        var runtime = RequireRuntime(definition, request);
        await services.RequireCriuAsync(runtime, cancellationToken);

        var container = new Container
        {
            Id = id,
            Name = name,
            Created = services.Context.Time.GetUtcNow(),
            Spec = spec with { Runtime = runtime.Name },
        };
        services.Connections.RequireFreePorts(container);
        return new ImportPlan(container, definition, image, runtime, volumes);
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

    private static void RequireIndependent(ContainerDefinition definition)
    {
        if (definition.Pod is not null)
        {
            throw new GantryException(ErrorCode.Invalid, "cannot restore pod container without --pod");
        }

        if (definition.Dependencies.Count > 0)
        {
            throw new GantryException(ErrorCode.Invalid, "cannot import checkpoints of containers with dependencies");
        }
    }

    private string[] CheckVolumes(ContainerDefinition definition, ImportRequest request)
    {
        string[] names = [.. definition.Spec.Volumes.Select(v => v.Name).Distinct()];
        var ignore = request.Options.Exclude.HasFlag(CheckpointParts.Volumes);
        foreach (var name in names)
        {
            if (!ignore)
            {
                RequireNoVolume(services.Volumes, name);
            }
            else if (services.Volumes.Find(name) is null)
            {
                throw new GantryException(
                    ErrorCode.NotFound,
                    $"no volume with name \"{name}\" found: with --ignore-volumes it must exist already; "
                    + $"create it with \"gantry volume create {name}\": no such volume");
            }
        }

        return ignore ? [] : names;
    }

    private ContainerSpec CompleteNetworks(ContainerDefinition definition, ImportRequest request)
    {
        var spec = NetworkIdentity.Drop(definition.Spec, request.Options.Ignore);
        return spec with
        {
            Network = _networks.Complete(
                request.Ports is { } ports && spec.Network.Mode == "bridge" ? spec.Network with { Ports = ports } : spec.Network),
        };
    }

    private (ContainerId Id, string Name) ChooseIdentity(ContainerDefinition definition, ImportRequest request)
    {
        var id = request.Name is null ? definition.Id : ContainerId.NewRandom();
        var name = request.Name is null ? definition.Name : ObjectName.Require("container", request.Name);
        RequireFree(services.Context.Containers, id, name);
        return (id, name);
    }

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
        return found.Id == spec.ImageId
            ? found
            : throw new GantryException(
                ErrorCode.Incompatible,
                $"Cannot restore: the checkpoint was made from image {spec.ImageName} with id {spec.ImageId.Hex}, "
                + $"but here that name means {found.Id.Hex}. Load the same image: image not known");
    }

    private IOciRuntime RequireRuntime(ContainerDefinition definition, ImportRequest request)
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
