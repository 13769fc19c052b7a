using Gantry.Engine.Model;
using Gantry.Engine.State;
using Gantry.Linux;

namespace Gantry.Engine.Storage;

/// <summary>
/// Containers' root file systems: an overlay of the image's layers below the container's own upper folder, and the
/// /dev/shm beside it. Mounts are the host's; a reboot ends them and the next start makes them again.
/// </summary>
internal sealed class RootFileSystem(HostLayout layout)
{
    // What the upper folder holds must be readable without the kernel's help, here and on the host a container moves
    // to: whole files and whole folders, no references to inodes of the lower layers.
    private const string OverlayOptions = "metacopy=off,redirect_dir=off,index=off";

    private const string Partial = ".partial";
    private const int ShmMode = 0x3FF; // 1777
    private const int PrivateMode = 0x1C0; // 0700

    /// <summary>Mounts a container's root file system, unless it is, and returns its path.</summary>
    /// <param name="id">Whose it is.</param>
    /// <param name="lowerDirs">The folders of the image's layers, topmost first. Empty for one without layers.</param>
    /// <exception cref="LinuxException">The kernel refuses the overlay, or the disk is full.</exception>
    public string Mount(ContainerId id, IReadOnlyList<string> lowerDirs)
    {
        var merged = layout.Merged(id);
        if (Mounts.IsMounted(merged))
        {
            return merged;
        }

        Directory.CreateDirectory(layout.Container(id), FileModes.PrivateDirectory);
        Directory.CreateDirectory(layout.Work(id), FileModes.PrivateDirectory);
        Directory.CreateDirectory(merged, FileModes.PrivateDirectory);
        CreateUpper(id, lowerDirs);
        Mounts.Overlay(
            lowerDirs.Count > 0 ? lowerDirs : [EmptyLayer(id)],
            layout.Upper(id),
            layout.Work(id),
            merged,
            OverlayOptions);
        return merged;
    }

    /// <summary>Whether the container's root file system is mounted.</summary>
    public bool IsMounted(ContainerId id) => Mounts.IsMounted(layout.Merged(id));

    /// <summary>
    /// Unmounts the root file system; what else still uses it keeps it until it ends. Not mounted is no error.
    /// </summary>
    public void Unmount(ContainerId id) => UnmountBeneath(layout.Merged(id));

    /// <summary>Mounts the container's /dev/shm, unless it is, and returns its path.</summary>
    /// <param name="id">Whose it is.</param>
    /// <param name="sizeBytes">The most it holds.</param>
    public string MountShm(ContainerId id, long sizeBytes)
    {
        var shm = layout.Shm(id);
        if (!Mounts.IsMounted(shm))
        {
            Directory.CreateDirectory(shm, FileModes.PrivateDirectory);
            Mounts.Tmpfs(shm, sizeBytes, ShmMode, MountFlags.NoSuid | MountFlags.NoDev | MountFlags.NoExec);
        }

        return shm;
    }

    /// <summary>Unmounts /dev/shm, with which its content is gone. Not mounted is no error.</summary>
    public void UnmountShm(ContainerId id) => UnmountBeneath(layout.Shm(id));

    /// <summary>
    /// Unmounts everything in the container's durable folder and deletes the folder. A missing one is no error.
    /// </summary>
    public void Delete(ContainerId id)
    {
        if (!Directory.Exists(layout.Containers))
        {
            return;
        }

        UnmountBeneath(layout.Container(id));
        using var containers = DirectoryDescriptor.Open(layout.Containers);
        containers.RemoveTree(id.ToString());
    }

    private static void UnmountBeneath(string path)
    {
        // Last mounted first, so that nothing is hidden by what is mounted over it.
        foreach (var mount in Mounts.List(path).Reverse())
        {
            Mounts.Unmount(mount.MountPoint, detach: true);
        }
    }

    /// <summary>
    /// Makes the upper folder, whose attributes are those of the container's "/": as the image has them. CRIU compares
    /// the mode of "/" when it restores.
    /// </summary>
    private void CreateUpper(ContainerId id, IReadOnlyList<string> lowerDirs)
    {
        var upper = layout.Upper(id);
        if (Directory.Exists(upper))
        {
            return;
        }

        using var container = DirectoryDescriptor.Open(layout.Container(id));
        var partial = Path.GetFileName(upper) + Partial;
        container.RemoveTree(partial);
        container.MakeDirectory(partial, PrivateMode);
        using var image = DirectoryDescriptor.Open(lowerDirs.Count > 0 ? lowerDirs[0] : EmptyLayer(id));
        var status = image.Status();
        DirectoryAttributes.Copy(image, container, partial);
        container.SetOwner(partial, status.Uid, status.Gid);
        container.SetMode(partial, status.Mode);
        container.SetTimes(partial, status.Accessed, status.Modified);
        container.Rename(partial, container, Path.GetFileName(upper));
    }

    /// <summary>An overlay needs a lower folder; an image without layers gets this one.</summary>
    private string EmptyLayer(ContainerId id)
    {
        using var container = DirectoryDescriptor.Open(layout.Container(id));
        using var empty = container.OpenOrCreateDirectory("empty", 0x1ED);
        container.SetMode("empty", 0x1ED);
        return Path.Join(layout.Container(id), "empty");
    }
}
