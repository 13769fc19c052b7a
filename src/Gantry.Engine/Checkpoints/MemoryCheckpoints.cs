using Gantry.Engine.Model;
using Gantry.Engine.Model.Containers;
using Gantry.Engine.State;
using Gantry.Linux;

namespace Gantry.Engine.Checkpoints;

/// <summary>
/// The file system in memory on which checkpoints lie that are in an archive as well: those just made, until they are
/// restored, and those being restored.
/// </summary>
internal static class MemoryCheckpoints
{
    private const int OthersMask = 0x3F; // 0077

    // What dumps hold besides the processes' pages, and what the machine needs meanwhile.
    private const long SpareBytes = 64 * 1024 * 1024;

    /// <summary>
    /// Makes the container's folder in memory; false where there is no room, or where someone else got hold of the
    /// folder's name.
    /// </summary>
    /// <param name="layout">Paths.</param>
    /// <param name="id">Whose folder.</param>
    /// <param name="neededBytes">What is going to lie in it, as far as that is known.</param>
    public static bool TryPrepare(HostLayout layout, ContainerId id, long neededBytes)
    {
        var parent = Path.GetDirectoryName(layout.MemoryCheckpoints)!;
        if (!Directory.Exists(parent) || !HasRoom(layout, neededBytes))
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

        Directory.CreateDirectory(layout.MemoryCheckpoint(id), FileModes.PrivateDirectory);
        return true;
    }

    /// <summary>Whether so much fits there beside what the machine needs.</summary>
    public static bool HasRoom(HostLayout layout, long neededBytes)
    {
        var parent = Path.GetDirectoryName(layout.MemoryCheckpoints)!;
        return Filesystem.FileSystemType(parent) == "tmpfs"
            && Filesystem.Space(parent).FreeBytes > neededBytes + SpareBytes
            && Machine.AvailableMemoryBytes > neededBytes + SpareBytes;
    }

    /// <summary>What a dump of a running container holds at most, but for small files.</summary>
    public static long DumpBytes(HostLayout layout, Container container)
    {
        var shm = layout.Shm(container.Id);
        return (Mounts.IsMounted(shm) ? Filesystem.Space(shm).UsedBytes : 0)
            + CgroupFreezer.ForProcess(container.Status.Process!.Pid).Processes().Sum(ProcessTable.ResidentBytes);
    }
}
