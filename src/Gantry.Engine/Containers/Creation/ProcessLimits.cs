using System.Globalization;
using Gantry.Engine.Model.Containers;
using Gantry.Engine.Model.Oci;

namespace Gantry.Engine.Containers.Creation;

/// <summary>A container's process limits (setrlimit(2)).</summary>
internal static class ProcessLimits
{
    // Podman's default for both, where the host allows as much.
    private const ulong DefaultMost = 1_048_576;

    /// <summary>The limits asked for, and those of open files and processes, which every container gets.</summary>
    public static IReadOnlyList<OciRlimit> For(IReadOnlyList<Ulimit> typed, HostFacts host)
    {
        var limits = new List<OciRlimit>();
        foreach (var limit in typed)
        {
            limits.RemoveAll(other => other.Type == limit.Name);
            limits.Add(new OciRlimit(limit.Name, ToKernel(limit.Hard), ToKernel(limit.Soft)));
        }

        foreach (var name in (string[])["RLIMIT_NOFILE", "RLIMIT_NPROC"])
        {
            if (limits.All(limit => limit.Type != name))
            {
                var most = Math.Min(DefaultMost, HardLimit(name, host));
                limits.Add(new OciRlimit(name, most, most));
            }
        }

        return limits;
    }

    /// <summary>Lowers what lies above our own hard limits, unless we may raise those (CAP_SYS_RESOURCE).</summary>
    public static IReadOnlyList<OciRlimit> Limit(
        IReadOnlyList<OciRlimit> wanted, HostFacts host, List<string> warnings)
    {
        if (host.Capabilities.Contains("CAP_SYS_RESOURCE"))
        {
            return wanted;
        }

        return [.. wanted.Select(Lower)];

        OciRlimit Lower(OciRlimit limit)
        {
            var most = HardLimit(limit.Type, host);
            if (limit.Hard <= most && limit.Soft <= most)
            {
                return limit;
            }

            warnings.Add(
                $"The limit {limit.Type} is lowered from {Text(limit.Soft)}:{Text(limit.Hard)} to "
                + $"{Text(Math.Min(limit.Soft, most))}:{Text(Math.Min(limit.Hard, most))}: this process's own hard limit "
                + $"is {Text(most)} and it has no CAP_SYS_RESOURCE to raise it.");
            return limit with { Hard = Math.Min(limit.Hard, most), Soft = Math.Min(limit.Soft, most) };
        }
    }

    private static ulong HardLimit(string name, HostFacts host) =>
        host.HardLimits.GetValueOrDefault(name, ulong.MaxValue);

    private static ulong ToKernel(long value) => value < 0 ? ulong.MaxValue : (ulong)value;

    private static string Text(ulong value) =>
        value == ulong.MaxValue ? "unlimited" : value.ToString(CultureInfo.InvariantCulture);
}
