using Gantry.Engine.Model.Oci;

namespace Gantry.Engine.Checkpoints.Definition;

/// <summary>Rebuilds an archive's runtime configuration without anything that belongs to the source host.</summary>
internal static class TemplateBuilder
{
    /// <summary>Mounts that every engine makes anew for its own files.</summary>
    private static readonly HashSet<string> s_engineDestinations =
    [
        "/dev/shm", "/etc/resolv.conf", "/etc/hostname", "/etc/hosts", "/run/.containerenv", "/run/secrets",
        "/var/run/.containerenv", "/var/run/secrets", "/run/podman-init",
    ];

    /// <summary>Annotations that make a runtime or CRIU act on the host; they are never taken from an archive.</summary>
    private static readonly string[] s_actingAnnotations = ["run.oci.", "org.criu.", "io.katacontainers.", "cdi.k8s.io/"];

    /// <summary>The configuration to store with the new container; paths and ids of this host are filled in at each start.</summary>
    public static OciSpec Rebuild(OciSpec spec, ConfigDump config) => spec with
    {
        Root = new OciRoot { Path = "", Readonly = spec.Root?.Readonly },
        Process = spec.Process! with { SelinuxLabel = null },
        Mounts = [.. spec.Mounts.Where(m => !IsEngineMount(m)).Select(m => WithoutVolumeSource(m, config))],
        Annotations = spec.Annotations?
            .Where(a => !s_actingAnnotations.Any(prefix => a.Key.StartsWith(prefix, StringComparison.Ordinal)))
            .ToDictionary(),
        Linux = spec.Linux! with
        {
            CgroupsPath = null,
            MountLabel = null,
            Namespaces = [.. (spec.Linux.Namespaces ?? []).Select(n => new OciNamespace(n.Type))],
        },
    };

    /// <summary>Whether the container has a namespace of its own of this type.</summary>
    public static bool HasNamespace(OciSpec spec, string type) =>
        spec.Linux?.Namespaces?.Any(n => n.Type == type) == true;

    /// <summary>Host paths the person mounted: neither the engine's files nor named volumes.</summary>
    public static IEnumerable<OciMount> PersonalBinds(OciSpec spec, ConfigDump config) =>
        spec.Mounts.Where(m => IsBind(m) && !IsEngineMount(m) && !IsVolume(m, config));

    /// <summary>Memory file systems the person mounted.</summary>
    public static IEnumerable<OciMount> PersonalTmpfs(OciSpec spec) =>
        spec.Mounts.Where(m => m.Type == "tmpfs" && m.Destination != "/dev" && !IsEngineMount(m));

    private static bool IsEngineMount(OciMount mount) => IsBind(mount) && s_engineDestinations.Contains(mount.Destination);

    /// <summary>Whether a mount shows a path of the host.</summary>
    public static bool IsBind(OciMount mount) =>
        mount.Type == "bind" || mount.Options?.Any(o => o is "bind" or "rbind") == true;

    private static bool IsVolume(OciMount mount, ConfigDump config) =>
        config.NamedVolumes?.Any(v => v.Destination == mount.Destination) == true;

    private static OciMount WithoutVolumeSource(OciMount mount, ConfigDump config) =>
        IsVolume(mount, config) ? mount with { Source = "" } : mount;
}
