using Gantry.Engine.Model;

namespace Gantry.Engine.Containers.Creation;

/// <summary>Capabilities by name, as OCI specifications write them.</summary>
internal static class CapabilityNames
{
    /// <summary>Stands for every capability in <c>--cap-add</c> and <c>--cap-drop</c>.</summary>
    public const string Everything = "ALL";

    private const string Prefix = "CAP_";

    // In the order of linux/capability.h: the index is the kernel's number.
    private static readonly string[] s_byNumber =
    [
        "CAP_CHOWN", "CAP_DAC_OVERRIDE", "CAP_DAC_READ_SEARCH", "CAP_FOWNER", "CAP_FSETID", "CAP_KILL", "CAP_SETGID",
        "CAP_SETUID", "CAP_SETPCAP", "CAP_LINUX_IMMUTABLE", "CAP_NET_BIND_SERVICE", "CAP_NET_BROADCAST",
        "CAP_NET_ADMIN", "CAP_NET_RAW", "CAP_IPC_LOCK", "CAP_IPC_OWNER", "CAP_SYS_MODULE", "CAP_SYS_RAWIO",
        "CAP_SYS_CHROOT", "CAP_SYS_PTRACE", "CAP_SYS_PACCT", "CAP_SYS_ADMIN", "CAP_SYS_BOOT", "CAP_SYS_NICE",
        "CAP_SYS_RESOURCE", "CAP_SYS_TIME", "CAP_SYS_TTY_CONFIG", "CAP_MKNOD", "CAP_LEASE", "CAP_AUDIT_WRITE",
        "CAP_AUDIT_CONTROL", "CAP_SETFCAP", "CAP_MAC_OVERRIDE", "CAP_MAC_ADMIN", "CAP_SYSLOG", "CAP_WAKE_ALARM",
        "CAP_BLOCK_SUSPEND", "CAP_AUDIT_READ", "CAP_PERFMON", "CAP_BPF", "CAP_CHECKPOINT_RESTORE",
    ];

    /// <summary>All capabilities; the index is the kernel's number.</summary>
    public static IReadOnlyList<string> ByNumber => s_byNumber;

    /// <summary>
    /// What a container gets when the person says nothing: the default of Debian's containers.conf, which Podman
    /// takes there.
    /// </summary>
    public static IReadOnlyList<string> Default { get; } =
    [
        "CAP_CHOWN", "CAP_DAC_OVERRIDE", "CAP_FOWNER", "CAP_FSETID", "CAP_KILL", "CAP_NET_BIND_SERVICE", "CAP_SETFCAP",
        "CAP_SETGID", "CAP_SETPCAP", "CAP_SETUID", "CAP_SYS_CHROOT",
    ];

    /// <summary>The full name of <c>NET_ADMIN</c>, <c>cap_net_admin</c>… or <see cref="Everything"/>.</summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.Invalid"/>: no such capability.</exception>
    public static string Normalize(string name)
    {
        var upper = name.Trim().ToUpperInvariant();
        if (upper == Everything)
        {
            return upper;
        }

        var full = upper.StartsWith(Prefix, StringComparison.Ordinal) ? upper : Prefix + upper;
        return s_byNumber.Contains(full)
            ? full
            : throw new GantryException(ErrorCode.Invalid, $"\"{full}\": unknown capability");
    }
}
