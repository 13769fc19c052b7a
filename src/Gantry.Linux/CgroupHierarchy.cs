namespace Gantry.Linux;

/// <summary>One mounted cgroup hierarchy.</summary>
/// <param name="MountPoint">Where it is mounted.</param>
/// <param name="Root">The cgroup its mount shows as root; "/" but in a container.</param>
/// <param name="IsV2">Whether it is the version 2 hierarchy.</param>
/// <param name="Options">Options of the mount, the version 1 controllers among them.</param>
internal sealed record CgroupHierarchy(string MountPoint, string Root, bool IsV2, IReadOnlyList<string> Options)
{
    // criu/cgroup.c: where CRIU mounts the hierarchies for itself for a moment, in the host's own mount namespace.
    private const string CriuYard = "/.criu.cgyard.";

    /// <summary>All hierarchies mounted here to stay.</summary>
    internal static IReadOnlyList<CgroupHierarchy> All() => Of(Mounts.List(null));

    /// <summary>The hierarchies among some mounts.</summary>
    internal static IReadOnlyList<CgroupHierarchy> Of(IEnumerable<MountInfo> mounts) =>
    [
        .. mounts
            .Where(m => m.FileSystemType is "cgroup" or "cgroup2"
                && !m.MountPoint.Contains(CriuYard, StringComparison.Ordinal))
            .Select(m => new CgroupHierarchy(
                m.MountPoint, m.Root, m.FileSystemType == "cgroup2", m.SuperOptions.Split(','))),
    ];

    /// <summary>The folder of the cgroup that /proc/pid/cgroup calls <paramref name="path"/>.</summary>
    internal string FolderOf(string path)
    {
        var relative = Root != "/" && (path == Root || path.StartsWith(Root + "/", StringComparison.Ordinal))
            ? path[Root.Length..]
            : path;
        return $"{MountPoint}/{relative.Trim('/')}".TrimEnd('/');
    }
}
