using Gantry.Engine.Model;
using Gantry.Engine.Model.Containers;

namespace Gantry.Engine.Containers.Creation;

/// <summary>Names of containers' cgroups, as the runtime takes them (cgroupsPath).</summary>
internal static class CgroupPaths
{
    /// <summary>Slice of containers that name no parent, with systemd; as Podman's.</summary>
    private const string DefaultSlice = "machine.slice";

    /// <summary>
    /// <c>parent/gantry-ID</c> below the hierarchies' roots, or with systemd <c>slice:gantry:ID</c>, which systemd
    /// makes <c>slice/gantry-ID.scope</c> of.
    /// </summary>
    public static string For(Container container, EngineOptions options, HostLayout layout)
    {
        var parent = container.Spec.Resources.CgroupParent;
        return options.CgroupManager == "systemd"
            ? $"{Path.GetFileName(parent ?? DefaultSlice)}:gantry:{container.Id}"
            : $"{(parent ?? layout.CgroupParent).TrimEnd('/')}/gantry-{container.Id}";
    }

    /// <summary>
    /// The cgroup of a pod, which its containers have as their parent: <c>parent/ID</c>, or with systemd a slice of its own
    /// below the parent's.
    /// </summary>
    public static string ForPod(string pod, string parent, EngineOptions options) =>
        options.CgroupManager == "systemd"
            ? $"{Path.GetFileName(parent)[..^".slice".Length]}-gantry_pod_{pod}.slice"
            : $"{parent.TrimEnd('/')}/{pod}";

    /// <summary>The parent of pods' cgroups that name none.</summary>
    public static string DefaultParent(EngineOptions options, HostLayout layout) =>
        options.CgroupManager == "systemd" ? DefaultSlice : layout.CgroupParent;

    /// <summary>
    /// The folder, from the hierarchies' roots, of a cgroupsPath: with systemd <c>a-b.slice:gantry:ID</c> lies in
    /// <c>a.slice/a-b.slice/gantry-ID.scope</c> (systemd.slice(5)).
    /// </summary>
    public static string FolderOf(string cgroupsPath)
    {
        if (cgroupsPath.Split(':') is not [var slice, var prefix, var name])
        {
            return cgroupsPath;
        }

        var parts = slice[..^".slice".Length].Split('-');
        var slices = Enumerable.Range(1, parts.Length).Select(n => string.Join('-', parts.Take(n)) + ".slice");
        return $"/{string.Join('/', slices)}/{prefix}-{name}.scope";
    }

    /// <summary>Returns <paramref name="parent"/>, or throws when the manager cannot use it.</summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.Invalid"/>.</exception>
    public static string? RequireUsable(string? parent, string manager)
    {
        if (parent is null)
        {
            return null;
        }

        var isSlice = parent.EndsWith(".slice", StringComparison.Ordinal);
        return (manager, isSlice) switch
        {
            ("systemd", false) => throw new GantryException(
                ErrorCode.Invalid,
                "did not receive systemd slice as cgroup parent when using systemd to manage cgroups: invalid argument"),
            ("cgroupfs", true) => throw new GantryException(
                ErrorCode.Invalid, "systemd slice received as cgroup parent when using cgroupfs: invalid argument"),
            _ => isSlice ? parent : ContainerPath.Clean("/" + parent),
        };
    }
}
