using Gantry.Engine.Containers.Creation;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Containers;
using Gantry.Engine.Model.Volumes;
using Gantry.Engine.Storage;
using Gantry.Engine.Storage.Volumes;

namespace Gantry.Engine.Containers;

/// <summary>Mounts and unmounts what a container's processes see: root file system, /dev/shm, volumes.</summary>
/// <param name="layout">Paths.</param>
/// <param name="roots">Root file systems and /dev/shm.</param>
/// <param name="volumes">Volumes.</param>
/// <param name="layersOf">The folders of an image's layers, topmost first.</param>
internal sealed class ContainerMounts(
    HostLayout layout, RootFileSystem roots, VolumeStore volumes, Func<Digest, IReadOnlyList<string>> layersOf)
{
    private const string JoinPrefix = "container:";

    /// <summary>
    /// Mounts all of it, unless it is; new volumes receive the image's content, and what is mounted with option
    /// <c>U</c> goes to the container's user. A failure leaves mounts: see <see cref="UnmountAsync"/>.
    /// </summary>
    /// <exception cref="GantryException">
    /// <see cref="ErrorCode.NotFound"/>: a volume is gone. <see cref="ErrorCode.ToolFailed"/>: mount(8) refused one.
    /// </exception>
    public async Task<ContainerMountPoints> MountAsync(Container container, CancellationToken cancellationToken)
    {
        var root = MountRoot(container);
        var mountPoints = new Dictionary<string, string>(StringComparer.Ordinal);
        var user = new Lazy<VolumeOwner>(() => UserOf(container, root));
        foreach (var mount in container.Spec.Volumes)
        {
            var volume = RequireVolume(container, mount.Name);
            await volumes.MountAsync(volume, container.Id, cancellationToken);
            if (volume.NeedsCopyUp)
            {
                await volumes.CopyUpAsync(volume, mount, root, user.Value, cancellationToken);
            }

            GiveToUser(mount.Options, volume.MountPoint, user);
            mountPoints[mount.Name] = volume.MountPoint;
        }

        foreach (var bind in container.Spec.Binds)
        {
            GiveToUser(bind.Options, bind.Source, user);
        }

        return new ContainerMountPoints(root, MountShm(container), mountPoints);
    }

    /// <summary>Mounts the root file system alone, unless it is, and returns its path.</summary>
    public string MountRoot(Container container) => roots.Mount(container.Id, layersOf(container.Spec.ImageId));

    /// <summary>Whether the root file system is mounted.</summary>
    public bool IsRootMounted(ContainerId id) => roots.IsMounted(id);

    /// <summary>Unmounts the root file system alone.</summary>
    public void UnmountRoot(ContainerId id) => roots.Unmount(id);

    /// <summary>Unmounts all of it. What is not mounted is no error.</summary>
    public async Task UnmountAsync(Container container, CancellationToken cancellationToken)
    {
        roots.UnmountShm(container.Id);
        roots.Unmount(container.Id);
        foreach (var mount in container.Spec.Volumes)
        {
            if (volumes.Find(mount.Name) is { } volume)
            {
                await volumes.UnmountAsync(volume, container.Id, cancellationToken);
            }
        }
    }

    /// <summary>Where /dev/shm of the container is on the host; null for the host's own or none.</summary>
    public string? ShmPath(Container container)
    {
        var mode = container.Spec.Namespaces.Ipc;
        return mode switch
        {
            "private" or "shareable" => layout.Shm(container.Id),
            _ when mode.StartsWith(JoinPrefix, StringComparison.Ordinal) =>
                layout.Shm(ContainerId.Parse(mode[JoinPrefix.Length..])),
            _ => null,
        };
    }

    /// <summary>Whether /dev/shm is the container's own, neither the host's nor another container's.</summary>
    public bool HasOwnShm(Container container) => ShmPath(container) == layout.Shm(container.Id);

    /// <summary>Mounts the container's own /dev/shm, unless it is, and returns what is bound there; null for the host's own.</summary>
    public string? MountShm(Container container) =>
        HasOwnShm(container)
            ? roots.MountShm(container.Id, container.Spec.Resources.ShmSizeBytes)
            : ShmPath(container);

    private Volume RequireVolume(Container container, string name) =>
        volumes.Find(name)
        ?? throw new GantryException(
            ErrorCode.NotFound,
            $"container {container.Id} cannot start: its volume \"{name}\" is gone; create it again with "
            + $"\"gantry volume create {name}\": no such volume");

    private static VolumeOwner UserOf(Container container, string root)
    {
        var user = UserLookup.Find(
            UserDatabase.Read(root, container.Spec.Binds), container.Spec.Process.User, []);
        return new VolumeOwner(user.Uid, user.Gid);
    }

    private static void GiveToUser(IReadOnlyList<string> options, string path, Lazy<VolumeOwner> user)
    {
        if (options.Contains("U"))
        {
            TreeOwner.Change(path, user.Value);
        }
    }
}
