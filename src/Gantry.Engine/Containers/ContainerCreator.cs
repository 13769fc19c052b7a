using Gantry.Engine.Containers.Creation;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Containers;
using Gantry.Engine.Model.Images;
using Gantry.Engine.Model.Oci;
using Gantry.Engine.Model.Pods;
using Gantry.Engine.Model.Volumes;
using Gantry.Engine.Networking;
using Gantry.Engine.State;
using Gantry.Engine.Storage.Volumes;

namespace Gantry.Engine.Containers;

/// <summary>Puts containers on record, with folders, specification and volumes; runs nothing.</summary>
internal sealed class ContainerCreator(
    ContainerContext context,
    OperationJournal journal,
    SpecResolver resolver,
    Lazy<BundleBuilder> builder,
    BundleFiles bundle,
    Func<Digest, bool> hasImage,
    VolumeStore volumes,
    NetworkChoice networks)
{
    /// <summary>Name of the host-wide lock that orders the making of names: containers' and their volumes'.</summary>
    public const string NamesLock = "names";

    /// <summary>Creates a container from an image.</summary>
    /// <exception cref="GantryException">
    /// <see cref="ErrorCode.Invalid"/>: the request. <see cref="ErrorCode.NotFound"/>: a network. <see cref="ErrorCode.AlreadyExists"/>: its name, or its file for
    /// the id.
    /// </exception>
    public async Task<CreateResult> CreateAsync(CreateRequest request, Image image, CancellationToken cancellationToken)
    {
        var resolved = resolver.Resolve(request, image);
        var spec = resolved.Spec with { Network = networks.Complete(resolved.Spec.Network) };
        var id = ContainerId.NewRandom();
        using var locked = await context.Locks.AcquireAsync(id, cancellationToken);
        var container = await journal.RunAsync(
            "create",
            locked,
            operation => CreateAsync(request, spec, id, operation, cancellationToken),
            cancellationToken);
        await context.RecordEventAsync(container, "create", cancellationToken);
        return new CreateResult(container, resolved.Warnings);
    }

    /// <summary>
    /// Puts a container on record whose specification is known, e.g. from an archive: its folders, missing volumes and
    /// template first, its row last, so that it is visible only when all of it is there.
    /// </summary>
    /// <param name="container">Not on record; its lock is held.</param>
    /// <param name="template">The OCI template. Null: made from the container.</param>
    /// <param name="operation">Receives the undo steps.</param>
    /// <param name="cancellationToken">Stops waiting for the names.</param>
    /// <exception cref="GantryException">
    /// <see cref="ErrorCode.AlreadyExists"/>: its name or id. <see cref="ErrorCode.NotFound"/>: its image was removed
    /// meanwhile.
    /// </exception>
    public async Task RecordAsync(
        Container container, OciSpec? template, Operation operation, CancellationToken cancellationToken)
    {
        using var names = await context.Locks.AcquireHostAsync(NamesLock, cancellationToken);
        Record(container, template, operation);
    }

    /// <summary>As <see cref="RecordAsync"/>, for the infra container of a new pod, which comes with it.</summary>
    public async Task RecordInfraAsync(
        Container container, Pod pod, Operation operation, CancellationToken cancellationToken)
    {
        using var names = await context.Locks.AcquireHostAsync(NamesLock, cancellationToken);
        Record(container, null, operation, pod);
    }

    private async Task<Container> CreateAsync(
        CreateRequest request,
        ContainerSpec spec,
        ContainerId id,
        Operation operation,
        CancellationToken cancellationToken)
    {
        using var names = await context.Locks.AcquireHostAsync(NamesLock, cancellationToken);
        var container = new Container
        {
            Id = id,
            Name = request.Name is { } name
                ? ObjectName.Require("container", name)
                : ContainerNames.NewRandom(taken => context.Containers.FindByName(taken) is not null),
            Created = context.Time.GetUtcNow(),
            Spec = spec,
        };
        if (request.CidFile is { } cidFile)
        {
            WriteCidFile(cidFile, id, operation);
        }

        Record(container, null, operation);
        return container;
    }

    /// <summary>As <see cref="RecordAsync"/>, for who holds <see cref="NamesLock"/> already.</summary>
    public void Record(Container container, OciSpec? template, Operation operation, Pod? pod = null)
    {
        RequireFree(container);
        CreateVolumes(container.Spec, operation);

        // Undone before the volumes, which could not be removed while the row says that they are used.
        operation.UndoWith(new UndoStep.DeleteContainer(container.Id));
        Directory.CreateDirectory(context.Layout.Container(container.Id), FileModes.PrivateDirectory);
        Directory.CreateDirectory(context.Layout.Bundle(container.Id), FileModes.PrivateDirectory);
        bundle.WriteTemplate(container.Id, template ?? builder.Value.BuildTemplate(container));
        context.Containers.Insert(container, pod, require: pod is null ? () => RequireImage(container.Spec) : null);
    }

    private void RequireImage(ContainerSpec spec)
    {
        if (!hasImage(spec.ImageId))
        {
            throw new GantryException(ErrorCode.NotFound, $"{spec.ImageName}: image not known: it was removed meanwhile");
        }
    }

    // Looked at before any undo step is on record: undoing must never delete a container that was there before.
    private void RequireFree(Container container)
    {
        if (context.Containers.Find(container.Id) is not null)
        {
            throw new GantryException(
                ErrorCode.AlreadyExists,
                $"the container ID \"{container.Id}\" is already in use: that ID is already in use");
        }

        if (context.Containers.FindByName(container.Name) is { } holder)
        {
            throw new GantryException(
                ErrorCode.AlreadyExists,
                $"the container name \"{container.Name}\" is already in use by {holder.Id}. You have to remove that "
                + "container to be able to reuse that name: that name is already in use");
        }
    }

    private void CreateVolumes(ContainerSpec spec, Operation operation)
    {
        foreach (var mount in spec.Volumes.DistinctBy(mount => mount.Name))
        {
            if (volumes.Find(mount.Name) is null)
            {
                operation.UndoWith(new UndoStep.DeleteVolume(mount.Name));
                volumes.Create(new VolumeCreateRequest { Name = mount.Name, Anonymous = mount.Anonymous });
            }
        }
    }

    private static void WriteCidFile(string path, ContainerId id, Operation operation)
    {
        if (File.Exists(path))
        {
            throw new GantryException(
                ErrorCode.AlreadyExists,
                $"container id file exists. Ensure another container is not using it or delete {path}");
        }

        operation.UndoWith(new UndoStep.DeleteFile(path));
        File.WriteAllText(path, id.ToString());
    }
}
