using Gantry.Engine.Containers.Creation;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Containers;
using Gantry.Engine.Storage.Volumes;
using Gantry.Linux;

namespace Gantry.Engine.Containers;

/// <summary>
/// Copies files into and out of containers, with the meaning of <c>podman cp</c> and <c>docker cp</c>. A running
/// container is not locked meanwhile; one that does not run is locked and mounted.
/// </summary>
internal sealed class ContainerCopy(
    ContainerContext context, ContainerAccess access, ContainerMounts mounts, ContainerReconciler reconciler)
{
    /// <summary>Copies from the host. The container's user becomes the owner, unless <paramref name="keepOwners"/>.</summary>
    /// <param name="id">The container.</param>
    /// <param name="hostPath">A file or folder of the host; with <c>/.</c> at the end a folder's content.</param>
    /// <param name="containerPath">Where to, as in cp(1).</param>
    /// <param name="keepOwners">Leave owner and group as they are on the host.</param>
    /// <param name="cancellationToken">Stops it; what was copied stays.</param>
    /// <exception cref="GantryException">
    /// <see cref="ErrorCode.NotFound"/>; <see cref="ErrorCode.Invalid"/>: a folder onto a file.
    /// </exception>
    public Task CopyInAsync(
        ContainerId id, string hostPath, string containerPath, bool keepOwners, CancellationToken cancellationToken) =>
        WithTreeAsync(
            id,
            async (container, tree) =>
            {
                using var host = ContainerTree.OfHost();
                VolumeOwner? owner = keepOwners ? null : OwnerOf(container, tree);
                await TreeCopy.CopyAsync(
                    new CopyEnd(host, OnHost(hostPath), hostPath),
                    new CopyEnd(tree, Inside(container, containerPath), containerPath),
                    owner,
                    cancellationToken);
            },
            cancellationToken);

    /// <summary>Copies to the host. We become the owner, unless <paramref name="keepOwners"/>.</summary>
    /// <exception cref="GantryException">As <see cref="CopyInAsync"/>.</exception>
    public Task CopyOutAsync(
        ContainerId id, string containerPath, string hostPath, bool keepOwners, CancellationToken cancellationToken) =>
        WithTreeAsync(
            id,
            async (container, tree) =>
            {
                using var host = ContainerTree.OfHost();
                VolumeOwner? owner = keepOwners ? null : new VolumeOwner(Users.EffectiveUserId, Users.EffectiveGroupId);
                await TreeCopy.CopyAsync(
                    new CopyEnd(tree, Inside(container, containerPath), containerPath),
                    new CopyEnd(host, OnHost(hostPath), hostPath),
                    owner,
                    cancellationToken);
            },
            cancellationToken);

    /// <summary>Extracts a tar into a folder of the container (<c>cp - CONTAINER:PATH</c>).</summary>
    public Task ExtractAsync(
        ContainerId id, Stream tar, string containerPath, CancellationToken cancellationToken) =>
        WithTreeAsync(
            id,
            async (container, tree) =>
            {
                using var target = tree.Locate(Inside(container, containerPath));
                if (target.Kind != FileKind.Directory)
                {
                    throw new GantryException(
                        ErrorCode.Invalid,
                        $"\"{containerPath}\" is no folder: the destination must be a directory when copying from a stream");
                }

                using var folder = target.OpenFolder();
                await TreeCopy.ExtractAsync(tar, folder, cancellationToken);
            },
            cancellationToken);

    /// <summary>Writes a tar of a file or folder of the container (<c>cp CONTAINER:PATH -</c>).</summary>
    public Task ArchiveAsync(
        ContainerId id, string containerPath, Stream destination, CancellationToken cancellationToken) =>
        WithTreeAsync(
            id,
            (container, tree) => TreeCopy.ArchiveAsync(
                new CopyEnd(tree, Inside(container, containerPath), containerPath), destination, cancellationToken),
            cancellationToken);

    private async Task WithTreeAsync(
        ContainerId id, Func<Container, ContainerTree, Task> body, CancellationToken cancellationToken)
    {
        var current = reconciler.Correct(context.Require(id));
        if (current.Status.State is ContainerState.Running or ContainerState.Paused)
        {
            using var tree = ContainerTree.OfRunning(current);
            await body(current, tree);
            return;
        }

        await access.UseAsync(
            id,
            async (_, container) =>
            {
                await WithMountedTreeAsync(container, body, cancellationToken);
                return true;
            },
            cancellationToken);
    }

    private async Task WithMountedTreeAsync(
        Container container, Func<Container, ContainerTree, Task> body, CancellationToken cancellationToken)
    {
        try
        {
            var mounted = await mounts.MountAsync(container, cancellationToken);
            using var tree = ContainerTree.OfMounted(container, mounted);
            await body(container, tree);
        }
        finally
        {
            await mounts.UnmountAsync(container, CancellationToken.None);
        }
    }

    private static VolumeOwner OwnerOf(Container container, ContainerTree tree)
    {
        using var root = tree.Locate("/");
        var user = UserLookup.Find(
            UserDatabase.Read(root.Folder.ProcPath, container.Spec.Binds), container.Spec.Process.User, []);
        return new VolumeOwner(user.Uid, user.Gid);
    }

    // Relative paths begin at the working directory, as in Podman.
    private static string Inside(Container container, string path) =>
        Path.TrimEndingDirectorySeparator(Path.GetFullPath(path, container.Spec.Process.WorkingDirectory));

    private static string OnHost(string path) => Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
}
