using Gantry.Engine.Model;
using Gantry.Linux;

namespace Gantry.Engine.Containers;

/// <summary>
/// What a runtime or CRIU leaves behind when it is killed at its work, and what their own <c>delete</c> does not know
/// of: runc's mount of the root file system for CRIU (<c>criu-root</c>) below its state folder, that folder, and the
/// cgroup hierarchies that CRIU mounts for itself in its working directory.
/// </summary>
internal sealed class RuntimeLeftovers(HostLayout layout)
{
    private const string CriuYards = ".criu.cgyard.*";

    /// <summary>
    /// Unmounts what is mounted in the folders. The container has no processes, and no tool is at work on it. Repeatable.
    /// </summary>
    public void Unmount(ContainerId id)
    {
        foreach (var folder in Find(id))
        {
            Mounts.UnmountAll(folder);
        }
    }

    /// <summary>Removes the folders. The runtime's <c>delete</c> was done. Repeatable.</summary>
    public void Remove(ContainerId id)
    {
        foreach (var folder in Find(id))
        {
            // Never into a mount, whatever came of unmounting.
            using var parent = DirectoryDescriptor.Open(Path.GetDirectoryName(folder)!);
            parent.RemoveTree(Path.GetFileName(folder));
        }
    }

    private string[] Find(ContainerId id) =>
    [
        .. Folders(layout.RuntimeState, "*").SelectMany(runtime => Folders(runtime, id.ToString())),
        .. Folders(layout.Bundle(id), CriuYards),
    ];

    private static string[] Folders(string parent, string pattern) =>
        Directory.Exists(parent) ? Directory.GetDirectories(parent, pattern) : [];
}
