using System.Text.Json;
using Gantry.Engine.Containers.Creation;
using Gantry.Engine.Model.Checkpoints;
using Gantry.Engine.Model.Containers;
using Gantry.Engine.Model.Oci;

namespace Gantry.Engine.Checkpoints.Definition;

/// <summary>Finds what a container of an archive would have beyond what every container has here.</summary>
internal static class PrivilegeFinder
{
    private const string PingGroups = "net.ipv4.ping_group_range";
    private const string NoPingGroup = "0 0";

    private static readonly HashSet<string> s_memoryFileSystems = ["tmpfs", "devpts", "mqueue"];
    private static readonly HashSet<string> s_kernelFileSystems = ["proc", "sysfs", "cgroup", "cgroup2"];

    /// <summary>All of it, by kinds.</summary>
    public static IReadOnlyList<Privilege> Find(ContainerDefinition definition)
    {
        var (spec, template) = (definition.Spec, definition.Template);
        Privilege[] everywhere =
        [
            .. spec.Binds.Select(bind => new Privilege(PrivilegeKind.Mounts, bind.Source)),
            .. template.Mounts.Where(IsForeign).Select(mount => new Privilege(PrivilegeKind.Mounts, $"{mount.Type} {mount.Source}")),
            .. Namespaces(spec).Select(name => new Privilege(PrivilegeKind.Namespaces, name)),
            .. Sysctls(template).Select(setting => new Privilege(PrivilegeKind.Sysctls, setting)),
        ];

        // What privileged means is not told once more in its parts.
        return spec.Security.Privileged
            ? [.. everywhere, new Privilege(PrivilegeKind.Privileged, "nearly all that root of this host has")]
            :
            [
                .. everywhere,
                .. Devices(template).Select(device => new Privilege(PrivilegeKind.Devices, device)),
                .. Capabilities(template).Select(name => new Privilege(PrivilegeKind.Capabilities, name)),
                .. SeccompComplaint(template.Linux?.Seccomp) is { } complaint ? [new Privilege(PrivilegeKind.Seccomp, complaint)] : Array.Empty<Privilege>(),
                .. KernelPathsOf(template).Select(path => new Privilege(PrivilegeKind.KernelPaths, path)),
            ];
    }

    // Binds and volumes are known from elsewhere; each other kind of file system could show something of the host.
    private static bool IsForeign(OciMount mount) =>
        !TemplateBuilder.IsBind(mount) && !s_memoryFileSystems.Contains(mount.Type ?? "") && !s_kernelFileSystems.Contains(mount.Type ?? "");

    // The cgroup namespace hides names and nothing else; with cgroup v1 engines leave it out.
    private static IEnumerable<string> Namespaces(ContainerSpec spec) =>
        new[]
        {
            ("pid", spec.Namespaces.Pid), ("ipc", spec.Namespaces.Ipc), ("uts", spec.Namespaces.Uts), ("network", spec.Network.Mode),
        }.Where(one => one.Item2 == "host").Select(one => one.Item1);

    private static IEnumerable<string> Sysctls(OciSpec template) =>
        (template.Linux?.Sysctl ?? new Dictionary<string, string>())
            .Where(setting => setting is not { Key: PingGroups, Value: NoPingGroup })
            .Select(setting => $"{setting.Key}={setting.Value}");

    private static IEnumerable<string> Devices(OciSpec template) =>
    [
        .. (template.Linux?.Devices ?? []).Select(device => device.Path),
        .. (template.Linux?.Resources?.Devices ?? [])
            .Where(rule => rule.Allow && (template.Linux?.Devices ?? []).All(device => !IsOf(rule, device)))
            .Select(rule => $"{rule.Type ?? "a"} {rule.Major?.ToString() ?? "*"}:{rule.Minor?.ToString() ?? "*"}"),
    ];

    private static bool IsOf(OciDeviceRule rule, OciDevice device) =>
        rule.Type == device.Type && rule.Major == device.Major && rule.Minor == device.Minor;

    private static IEnumerable<string> Capabilities(OciSpec template) =>
        template.Process?.Capabilities is not { } sets
            ? []
            : new[] { sets.Bounding, sets.Effective, sets.Permitted, sets.Inheritable, sets.Ambient }
                .SelectMany(set => set ?? [])
                .Distinct()
                .Except(CapabilityNames.Default);

    private static string? SeccompComplaint(JsonElement? seccomp)
    {
        if (seccomp is not { ValueKind: JsonValueKind.Object } filter)
        {
            return "no filter";
        }

        if (filter.TryGetProperty("listenerPath", out _))
        {
            return "a filter that asks a program of the host";
        }

        return filter.TryGetProperty("defaultAction", out var action) && action.ValueKind == JsonValueKind.String
            && action.GetString() is { } name && (name == "SCMP_ACT_ERRNO" || name.StartsWith("SCMP_ACT_KILL", StringComparison.Ordinal))
            ? null
            : "a filter that allows what it does not name";
    }

    private static IEnumerable<string> KernelPathsOf(OciSpec template)
    {
        var none = SecurityOptions.Parse([]);
        IReadOnlyList<string> masked = template.Linux?.MaskedPaths ?? [];
        IReadOnlyList<string> closed = [.. template.Linux?.ReadonlyPaths ?? [], .. masked];
        return
        [
            .. KernelPaths.Masked(new SecuritySpec(), none)!.Except(masked),
            .. KernelPaths.ReadOnly(new SecuritySpec(), none)!.Except(closed),
            .. template.Mounts.Where(IsOpen).Select(mount => mount.Destination),
        ];
    }

    // Elsewhere than at its place nothing of it is hidden.
    private static bool IsOpen(OciMount mount) => mount.Type switch
    {
        "proc" => mount.Destination != "/proc",
        "sysfs" => mount.Destination != "/sys" || mount.Options?.Contains("ro") != true,
        "cgroup" or "cgroup2" => mount.Options?.Contains("ro") != true,
        _ => false,
    };
}
