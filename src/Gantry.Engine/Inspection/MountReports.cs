using Gantry.Engine.CriuImages;
using Gantry.CriuImages;
using Gantry.Engine.Model.Reports;

namespace Gantry.Engine.Inspection;

/// <summary>Makes reports of the mounts that CRIU found.</summary>
internal static class MountReports
{
    // images/mnt.proto, fstype
    private static readonly string[] s_types =
    [
        "", "proc", "sysfs", "devtmpfs", "binfmt_misc", "tmpfs", "devpts", "simfs", "pstore", "securityfs", "fusectl",
        "debugfs", "cgroup", "aufs", "mqueue", "fuse", "", "overlay", "autofs", "tracefs", "rpc_pipefs", "nfs", "nfs4",
        "cgroup2",
    ];

    /// <summary>The mounts by path.</summary>
    public static IEnumerable<MountReport> Of(CriuImageSet images) =>
        images.Mounts.Select(Describe).OrderBy(mount => mount.Destination, StringComparer.Ordinal);

    private static MountReport Describe(MountPoint mount) => new(
        Absolute(ReportText.Of(mount.Path)),
        mount.HasTypeName ? ReportText.Of(mount.TypeName) : mount.Type < s_types.Length ? s_types[mount.Type] : "",
        mount.HasExternalKey ? ReportText.Of(mount.ExternalKey) : ReportText.Of(mount.Source),
        [.. ReportText.Of(mount.Options).Split(',', StringSplitOptions.RemoveEmptyEntries)]);

    // CRIU writes them relative to its own root.
    private static string Absolute(string path) => path.StartsWith('/') ? path : path is "." ? "/" : "/" + path.TrimStart('.', '/');
}
