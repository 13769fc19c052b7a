using System.IO.Enumeration;
using Gantry.Engine.Model.Containers;

namespace Gantry.Engine.Containers.Creation;

/// <summary>Which paths of /proc and /sys a container cannot read or write (Podman's lists).</summary>
internal static class KernelPaths
{
    private static readonly string[] s_masked =
    [
        "/proc/acpi", "/proc/kcore", "/proc/keys", "/proc/latency_stats", "/proc/timer_list", "/proc/timer_stats",
        "/proc/sched_debug", "/proc/scsi", "/sys/firmware", "/sys/fs/selinux", "/sys/dev/block",
    ];

    private static readonly string[] s_readOnly =
    [
        "/proc/asound", "/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger",
    ];

    /// <summary>Paths that cannot be read. Null: none, as Podman writes it.</summary>
    public static IReadOnlyList<string>? Masked(SecuritySpec security, SecurityOptions options)
    {
        string[] masked = [.. security.Privileged ? [] : Hidden(s_masked, options), .. options.Masked];
        return masked.Length > 0 ? masked : null;
    }

    /// <summary>Paths that cannot be written. Null: none.</summary>
    public static IReadOnlyList<string>? ReadOnly(SecuritySpec security, SecurityOptions options) =>
        !security.Privileged && Hidden(s_readOnly, options) is { Length: > 0 } paths ? paths : null;

    /// <summary>Whether the container may write to /sys/fs/cgroup; with cgroup v1 only a privileged one does.</summary>
    public static bool CanWriteCgroups(SecuritySpec security, SecurityOptions options, bool unifiedCgroups) =>
        security.Privileged
        || (unifiedCgroups && options.Unmasked.Any(
            pattern => pattern == "ALL" || ContainerPath.Clean(pattern) == "/sys/fs/cgroup"));

    private static string[] Hidden(string[] paths, SecurityOptions options) =>
        [.. paths.Where(path => !options.Unmasked.Any(pattern => Matches(pattern, path)))];

    private static bool Matches(string pattern, string path)
    {
        if (pattern.Equals("ALL", StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        // A '*' stands for nothing with a '/' in it.
        var (patterns, names) = (Components(pattern), Components(path));
        return patterns.Length == names.Length
            && patterns.Zip(names).All(pair => FileSystemName.MatchesSimpleExpression(pair.First, pair.Second, false));
    }

    private static string[] Components(string path) => path.Split('/', StringSplitOptions.RemoveEmptyEntries);
}
