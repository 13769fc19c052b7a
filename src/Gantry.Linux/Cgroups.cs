namespace Gantry.Linux;

/// <summary>Control groups as a whole (cgroups(7)).</summary>
public static class Cgroups
{
    private const string FreezerController = "freezer";
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(2);

    /// <summary>How control groups are mounted here.</summary>
    public static CgroupVersion Version
    {
        get
        {
            var all = CgroupHierarchy.All();
            return (all.Any(h => h.IsV2), all.Any(h => !h.IsV2)) switch
            {
                (true, false) => CgroupVersion.V2,
                (true, true) => CgroupVersion.Hybrid,
                (false, _) => CgroupVersion.V1,
            };
        }
    }

    /// <summary>The controllers that can be used here, such as "memory" and "pids", in order of their names.</summary>
    public static IReadOnlyList<string> Controllers()
    {
        var controllers = new SortedSet<string>(StringComparer.Ordinal);
        var known = File.ReadLines("/proc/cgroups")
            .Where(l => !l.StartsWith('#'))
            .Select(l => l.Split('\t')[0])
            .ToHashSet();
        foreach (var hierarchy in CgroupHierarchy.All())
        {
            controllers.UnionWith(
                hierarchy.IsV2
                    ? CgroupFile.Read($"{hierarchy.MountPoint}/cgroup.controllers")
                        .Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries)
                    : hierarchy.Options.Where(known.Contains));
        }

        return [.. controllers];
    }

    /// <summary>
    /// Folder of the cgroup of process <paramref name="pid"/> for a controller: in its version 1 hierarchy where
    /// there is one, in version 2 else. Null when the process or the hierarchy does not exist.
    /// </summary>
    /// <param name="pid">The process.</param>
    /// <param name="controller">A controller, such as "memory"; "" for version 2 itself.</param>
    public static string? FolderOf(int pid, string controller)
    {
        var lines = ReadMembership(pid);
        var hierarchies = CgroupHierarchy.All();
        var v1 = hierarchies.FirstOrDefault(h => !h.IsV2 && h.Options.Contains(controller));
        if (v1 is not null && lines.FirstOrDefault(l => l.Controllers.Contains(controller)) is { Path: { } v1Path })
        {
            return v1.FolderOf(v1Path);
        }

        var v2 = hierarchies.FirstOrDefault(h => h.IsV2);
        return v2 is not null && lines.FirstOrDefault(l => l.Controllers is [""]) is { Path: { } v2Path }
            ? v2.FolderOf(v2Path)
            : null;
    }

    /// <summary>
    /// The freezer of a cgroup by its path from the hierarchies' roots, such as "/gantry/abc"; null when there is none.
    /// </summary>
    public static CgroupFreezer? FindFreezer(string cgroupPathRelative)
    {
        var relative = RequireBelowRoot(cgroupPathRelative);
        var hierarchy = FreezerHierarchy();
        try
        {
            return hierarchy is null ? null : CgroupFreezer.AtPath($"{hierarchy.MountPoint}/{relative}");
        }
        catch (LinuxException e) when (e.Errno == Errno.ENOENT)
        {
            return null;
        }
    }

    /// <summary>
    /// The file that stops the processes of a cgroup, which need not exist yet, and what is written to it; for who has
    /// to do it from within.
    /// </summary>
    /// <param name="cgroupPathRelative">Path from the hierarchies' roots, such as "/gantry/abc"; never the root.</param>
    /// <exception cref="LinuxException">No freezer is mounted.</exception>
    public static (string File, string Command) FreezeCommand(string cgroupPathRelative)
    {
        var relative = RequireBelowRoot(cgroupPathRelative);
        return FreezerHierarchy() switch
        {
            { IsV2: true } v2 => ($"{v2.MountPoint}/{relative}/cgroup.freeze", "1"),
            { } v1 => ($"{v1.MountPoint}/{relative}/freezer.state", "FROZEN"),
            null => throw new LinuxException("open", cgroupPathRelative, Errno.ENOENT, "no freezer mounted"),
        };
    }

    /// <summary>
    /// Removes a cgroup in every hierarchy in which it is empty, and returns at once. Not there is fine, in use too.
    /// </summary>
    /// <param name="cgroupPathRelative">
    /// Path from the hierarchies' roots, such as "/gantry/abc"; never the root.
    /// </param>
    public static void RemoveIfEmpty(string cgroupPathRelative)
    {
        var relative = RequireBelowRoot(cgroupPathRelative);
        foreach (var hierarchy in CgroupHierarchy.All())
        {
            var folder = $"{hierarchy.MountPoint}/{relative}";
            if (Directory.Exists(folder))
            {
                using var parent = DirectoryDescriptor.Open(Path.GetDirectoryName(folder)!);
                TryRemove(parent, Path.GetFileName(folder));
            }
        }
    }

    /// <summary>
    /// Removes a cgroup and those beneath it in every hierarchy. Not there is fine. One that still has processes is
    /// <see cref="Errno.EBUSY"/> after 2 s, which the kernel may need to let the last ones go.
    /// </summary>
    /// <param name="cgroupPathRelative">
    /// Path from the hierarchies' roots, such as "/gantry/abc"; never the root.
    /// </param>
    public static void RemoveTree(string cgroupPathRelative)
    {
        var relative = RequireBelowRoot(cgroupPathRelative);
        foreach (var hierarchy in CgroupHierarchy.All())
        {
            var folder = $"{hierarchy.MountPoint}/{relative}";
            if (Directory.Exists(folder))
            {
                RemoveFolder(folder);
            }
        }
    }

    /// <summary>Where the freezer of process <paramref name="pid"/> is.</summary>
    internal static string FreezerFolderOf(int pid) =>
        FolderOf(pid, FreezerController)
        ?? throw new LinuxException(
            "open", $"/proc/{pid}/cgroup", Errno.ESRCH, "no such process, or no freezer mounted");

    private static CgroupHierarchy? FreezerHierarchy()
    {
        var hierarchies = CgroupHierarchy.All();
        return hierarchies.FirstOrDefault(h => !h.IsV2 && h.Options.Contains(FreezerController))
            ?? hierarchies.FirstOrDefault(h => h.IsV2);
    }

    private static string RequireBelowRoot(string cgroupPathRelative)
    {
        ArgumentNullException.ThrowIfNull(cgroupPathRelative);
        var relative = cgroupPathRelative.Trim('/');
        return relative.Length > 0 && !relative.Split('/').Any(c => c is "" or "." or "..")
            ? relative
            : throw new ArgumentException(
                $"'{cgroupPathRelative}' is not a cgroup below the root.", nameof(cgroupPathRelative));
    }

    private static void RemoveFolder(string folder)
    {
        foreach (var child in Directory.GetDirectories(folder))
        {
            RemoveFolder(child);
        }

        using var parent = DirectoryDescriptor.Open(Path.GetDirectoryName(folder)!);
        var pause = new GrowingPause(s_patience);
        while (!TryRemove(parent, Path.GetFileName(folder)))
        {
            if (!pause.TryPause())
            {
                throw new LinuxException("rmdir", folder, Errno.EBUSY, "it still has processes");
            }
        }
    }

    private static bool TryRemove(DirectoryDescriptor parent, string name)
    {
        try
        {
            parent.RemoveDirectory(name);
            return true;
        }
        catch (LinuxException e) when (e.Errno is Errno.EBUSY or Errno.ENOENT)
        {
            return e.Errno == Errno.ENOENT;
        }
    }

    private static List<(string[] Controllers, string Path)> ReadMembership(int pid)
    {
        var lines = new List<(string[], string)>();
        try
        {
            foreach (var line in File.ReadLines($"/proc/{pid}/cgroup"))
            {
                var fields = line.Split(':', 3);
                lines.Add((fields[1].Split(','), fields[2]));
            }
        }
        catch (IOException)
        {
            // The process has ended: no such file, or ESRCH while reading.
            return [];
        }

        return lines;
    }
}
