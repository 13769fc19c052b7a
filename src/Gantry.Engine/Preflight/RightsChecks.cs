using Gantry.Engine.Model.Reports;
using Gantry.Linux;

namespace Gantry.Engine.Preflight;

/// <summary>What this process may do.</summary>
internal static class RightsChecks
{
    private const string Grant = "run it as root of the host, or give the container that it runs in this capability";

    private static readonly Need s_root = new(
        "root", CheckStatus.Missing, "no installation is opened", "run it with sudo");

    private static readonly (Capability Capability, Need Need)[] s_capabilities =
    [
        (Capability.SysAdmin, new("CAP_SYS_ADMIN", CheckStatus.Missing, "nothing is mounted, and containers have no namespaces", Grant)),
        (Capability.SysPtrace, new("CAP_SYS_PTRACE", CheckStatus.Missing, "CRIU cannot look into processes", Grant)),
        (Capability.NetAdmin, new("CAP_NET_ADMIN", CheckStatus.Missing, "containers have no networks, and connections are not restored", Grant)),
        (Capability.SysChroot, new("CAP_SYS_CHROOT", CheckStatus.Missing, "containers do not get their root file system", Grant)),
        (Capability.Mknod, new("CAP_MKNOD", CheckStatus.Warning, "images and archives with device files are not unpacked", Grant)),
        (Capability.SysResource, new(
            "CAP_SYS_RESOURCE", CheckStatus.Warning, "limits of containers are cut to those of this process", Grant)),
    ];

    /// <summary>All of them.</summary>
    public static IEnumerable<SystemCheck> All() =>
    [
        Users.EffectiveUserId == 0 ? s_root.Met("yes") : s_root.NotMet($"user {Users.EffectiveUserId}"),
        .. s_capabilities.Select(one => Users.HasCapability(one.Capability) ? one.Need.Met("yes") : one.Need.NotMet("not held")),
    ];
}
