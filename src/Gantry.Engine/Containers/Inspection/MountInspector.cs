using Gantry.Engine.Model;
using Gantry.Engine.Model.Containers;
using Gantry.Engine.Model.Inspection;

namespace Gantry.Engine.Containers.Inspection;

/// <summary>Shows a container's volumes and bind mounts.</summary>
internal static class MountInspector
{
    private const string DefaultPropagation = "rprivate";

    private static readonly HashSet<string> s_propagations = new(StringComparer.Ordinal)
    {
        "private", "rprivate", "shared", "rshared", "slave", "rslave", "unbindable", "runbindable",
    };

    /// <summary>Builds <c>Mounts</c>: volumes first, then host paths.</summary>
    public static IReadOnlyList<MountInspection> Inspect(ContainerSpec spec, HostLayout layout) =>
    [
        .. spec.Volumes.Select(volume => Apply(volume.Options, new MountInspection
        {
            Type = "volume",
            Name = volume.Name,
            Source = layout.VolumeData(volume.Name),
            Destination = volume.Destination,
            Driver = "local",
            SubPath = volume.SubPath.Length > 0 ? volume.SubPath : null,
        })),
        .. spec.Binds.Select(bind => Apply(bind.Options, new MountInspection
        {
            Type = "bind",
            Source = bind.Source,
            Destination = bind.Destination,
        })),
    ];

    /// <summary>Builds <c>HostConfig.Binds</c>: <c>source:destination:options</c>.</summary>
    public static IReadOnlyList<string> InspectBinds(ContainerSpec spec) =>
    [
        .. spec.Volumes.Select(volume => Bind(volume.Name, volume.Destination, volume.Options)),
        .. spec.Binds.Select(bind => Bind(bind.Source, bind.Destination, bind.Options)),
    ];

    private static MountInspection Apply(IReadOnlyList<string> options, MountInspection mount) => mount with
    {
        Rw = !options.Contains("ro", StringComparer.Ordinal),
        Propagation = options.FirstOrDefault(s_propagations.Contains) ?? DefaultPropagation,
        Options = [.. options.Where(option => option is not ("ro" or "rw") && !s_propagations.Contains(option))],
    };

    private static string Bind(string source, string destination, IReadOnlyList<string> options)
    {
        var access = options.Contains("ro", StringComparer.Ordinal) ? "ro" : "rw";
        var propagation = options.FirstOrDefault(s_propagations.Contains) ?? DefaultPropagation;
        IEnumerable<string> others = options.Where(
            option => option is not ("ro" or "rw") && !s_propagations.Contains(option));
        return $"{source}:{destination}:{string.Join(',', [access, propagation, .. others])}";
    }
}
