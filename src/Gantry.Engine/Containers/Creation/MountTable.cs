using Gantry.Engine.Model.Containers;
using Gantry.Engine.Model.Oci;

namespace Gantry.Engine.Containers.Creation;

/// <summary>Rules for a whole list of mounts.</summary>
internal static class MountTable
{
    /// <summary>
    /// Puts the person's mounts in front of the system's. A system mount gives way to one of the person's at the same
    /// place, and everything below /dev to a /dev of the person's own.
    /// </summary>
    /// <param name="own">The person's mounts.</param>
    /// <param name="system">The system's.</param>
    /// <param name="destinations">Every place of the person's, those of volumes included.</param>
    public static IReadOnlyList<OciMount> Supersede(
        IReadOnlyList<OciMount> own, IReadOnlyList<OciMount> system, IReadOnlySet<string> destinations)
    {
        var hasOwnDev = destinations.Contains("/dev");
        return
        [
            .. own,
            .. system.Where(
                mount => !destinations.Contains(mount.Destination)
                    && !(hasOwnDev && mount.Destination.StartsWith("/dev/", StringComparison.Ordinal))),
        ];
    }

    /// <summary>Sorts by depth, so that no mount hides one made before it; else the order stays.</summary>
    public static IReadOnlyList<OciMount> Sort(IEnumerable<OciMount> mounts) =>
        [.. mounts.OrderBy(mount => ContainerPath.Clean(mount.Destination).Count(c => c == '/'))];

    /// <summary>The propagation the root mount needs for those of its mounts. Null: the runtime's default.</summary>
    public static string? RootPropagation(IReadOnlyList<OciMount> mounts)
    {
        var options = mounts.SelectMany(mount => mount.Options ?? []).ToHashSet();
        if (options.Contains("shared") || options.Contains("rshared"))
        {
            return "shared";
        }

        return options.Contains("slave") || options.Contains("rslave") ? "rslave" : null;
    }

    /// <summary>Whether <paramref name="path"/> lies in or on one of the mounts, which then has it and not the rootfs.</summary>
    public static bool Covers(IReadOnlyList<OciMount> mounts, string path) =>
        mounts.Any(mount => ContainerPath.IsAtOrBelow(path, ContainerPath.Clean(mount.Destination)));
}
