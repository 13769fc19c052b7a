using System.Collections.Frozen;

namespace Gantry.Templates;

/// <summary>
/// Says what JSON does not: which properties are Go maps or slices rather than structs. It decides how an object
/// prints (<c>map[k:v]</c> or <c>{v}</c>), whether <c>range</c> accepts it, and whether a field that is not there is
/// an error (a struct) or <c>&lt;no value&gt;</c> (a map). An object with a key that is no identifier is always a map.
/// </summary>
public sealed record TemplateSchema
{
    private static readonly string[] s_podmanMaps =
    [
        "Annotations", "DriverOpts", "DriverOptions", "ExposedPorts", "GraphDriverData",
        "GraphOptions", "IPAMOptions", "Labels", "LogOpts", "NetworkOptions", "Networks", "Options", "PortBindings",
        "Ports", "StorageOpt", "Sysctl", "Sysctls", "Tmpfs", "UnstableOptions", "Volumes", "containers", "labels",
        "network_options", "options", "ipam_options",
    ];

    private static readonly string[] s_podmanLists =
    [
        "Args", "Binds", "CapAdd", "CapDrop", "Cmd", "Command", "CreateCommand", "Devices", "Dns", "DnsOptions",
        "DnsSearch", "Entrypoint", "Env", "ExecIDs", "ExtraHosts", "GroupAdd", "History", "Layers", "Links", "Mounts",
        "NamesHistory", "OnBuild", "RepoDigests", "RepoTags", "SecurityOpt", "Ulimits", "VolumesFrom",
    ];

    /// <summary>The map and slice fields of Podman's inspect, list and info types. The default everywhere.</summary>
    public static TemplateSchema Podman { get; } = new()
    {
        Maps = s_podmanMaps.ToFrozenSet(StringComparer.Ordinal),
        Lists = s_podmanLists.ToFrozenSet(StringComparer.Ordinal),
    };

    /// <summary>Names of the properties whose objects are maps, at any depth. A null there prints as <c>map[]</c>.
    /// </summary>
    public IReadOnlySet<string> Maps { get; init; } = FrozenSet<string>.Empty;

    /// <summary>Names of the properties that are slices, at any depth. A null there prints as <c>[]</c>.</summary>
    public IReadOnlySet<string> Lists { get; init; } = FrozenSet<string>.Empty;

    /// <summary>
    /// Other names of properties, template name to JSON name, at any depth: Go's field is <c>.ID</c> where the JSON
    /// says <c>Id</c>. A property of the exact name comes first.
    /// </summary>
    public IReadOnlyDictionary<string, string> Aliases { get; init; } = FrozenDictionary<string, string>.Empty;
}
