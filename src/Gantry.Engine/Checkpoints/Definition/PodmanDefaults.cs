namespace Gantry.Engine.Checkpoints.Definition;

/// <summary>Values that mean "the engine's default" in a Podman archive, so that either engine puts its own in their place.</summary>
internal static class PodmanDefaults
{
    /// <summary>Where Podman keeps the volumes of root; its import takes the mount sources of <c>spec.dump</c> as they are.</summary>
    public const string VolumePath = "/var/lib/containers/storage/volumes";

    /// <summary>Cgroup parent of containers that asked for none.</summary>
    public static string CgroupParent(string cgroupManager) =>
        cgroupManager == "systemd" ? "machine.slice" : "/libpod_parent";

    /// <summary>Whether an archive's cgroup parent is an engine's default and not a person's choice.</summary>
    public static bool IsDefaultCgroupParent(string? parent) =>
        parent is null or "" or "machine.slice" or "user.slice" or "/libpod_parent" or "libpod_parent";
}
