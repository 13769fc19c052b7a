using Gantry.Engine.Model;
using Gantry.Engine.Model.Containers;
using Gantry.Engine.State;
using Gantry.Linux;

namespace Gantry.Engine.Checkpoints;

/// <summary>The file system in memory on which checkpoints lie that are in an archive as well.</summary>
internal static class MemoryCheckpoints
{
    private const int OthersMask = 0x3F; // 0077

    // What dumps hold besides the processes' pages, and what the machine needs meanwhile.
    private const long SpareBytes = 64 * 1024 * 1024;

    /// <summary>
    /// Makes the container's folder in memory; false where there is no room for all that the container has in memory, or
    /// where someone else got hold of the folder's name.
    /// </summary>
    public static bool TryPrepare(HostLayout layout, Container container)
    {
        var parent = Path.GetDirectoryName(layout.MemoryCheckpoints)!;
        if (!Directory.Exists(parent) || !HasRoom(parent, layout, container))
        {
            return false;
        }

        Directory.CreateDirectory(layout.MemoryCheckpoints, FileModes.PrivateDirectory);
        using var shared = DirectoryDescriptor.Open(parent);
        if (shared.Stat(Path.GetFileName(layout.MemoryCheckpoints)) is not { Kind: FileKind.Directory, Uid: 0 } folder
            || (folder.Mode & OthersMask) != 0)
        {
            return false;
        }

        Directory.CreateDirectory(layout.MemoryCheckpoint(container.Id), FileModes.PrivateDirectory);
        return true;
    }

    private static bool HasRoom(string parent, HostLayout layout, Container container)
    {
        var shm = layout.Shm(container.Id);
        var needed = SpareBytes
            + (Mounts.IsMounted(shm) ? Filesystem.Space(shm).UsedBytes : 0)
            + CgroupFreezer.ForProcess(container.Status.Process!.Pid).Processes().Sum(ProcessTable.ResidentBytes);
        return Filesystem.FileSystemType(parent) == "tmpfs"
            && Filesystem.Space(parent).FreeBytes > needed
            && Machine.AvailableMemoryBytes > needed;
    }
}
