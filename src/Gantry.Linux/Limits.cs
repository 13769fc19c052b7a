namespace Gantry.Linux;

/// <summary>This process's resource limits (getrlimit(2)).</summary>
public static class Limits
{
    /// <summary>One limit.</summary>
    public static unsafe ResourceLimit Get(ResourceKind kind)
    {
        // struct rlimit: soft, hard.
        var limit = stackalloc ulong[2];
        return LibC.PrLimit(0, (int)kind, null, limit) == 0
            ? new ResourceLimit(limit[0], limit[1])
            : throw LinuxException.FromLastError("prlimit", Name(kind));
    }

    /// <summary>The kernel's name, which the OCI runtime spec uses too, such as "RLIMIT_NOFILE".</summary>
    public static string Name(ResourceKind kind) => kind switch
    {
        ResourceKind.Cpu => "RLIMIT_CPU",
        ResourceKind.FileSize => "RLIMIT_FSIZE",
        ResourceKind.Data => "RLIMIT_DATA",
        ResourceKind.Stack => "RLIMIT_STACK",
        ResourceKind.Core => "RLIMIT_CORE",
        ResourceKind.ResidentSet => "RLIMIT_RSS",
        ResourceKind.Processes => "RLIMIT_NPROC",
        ResourceKind.OpenFiles => "RLIMIT_NOFILE",
        ResourceKind.LockedMemory => "RLIMIT_MEMLOCK",
        ResourceKind.AddressSpace => "RLIMIT_AS",
        ResourceKind.FileLocks => "RLIMIT_LOCKS",
        ResourceKind.PendingSignals => "RLIMIT_SIGPENDING",
        ResourceKind.MessageQueues => "RLIMIT_MSGQUEUE",
        ResourceKind.Nice => "RLIMIT_NICE",
        ResourceKind.RealtimePriority => "RLIMIT_RTPRIO",
        ResourceKind.RealtimeTime => "RLIMIT_RTTIME",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };

    /// <summary>
    /// The kind that a name means: "RLIMIT_NOFILE" or "nofile", in any case. Null for an unknown name.
    /// </summary>
    public static ResourceKind? Parse(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        const string Prefix = "RLIMIT_";
        var full = name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) ? name : Prefix + name;
        foreach (var kind in Enum.GetValues<ResourceKind>())
        {
            if (string.Equals(Name(kind), full, StringComparison.OrdinalIgnoreCase))
            {
                return kind;
            }
        }

        return null;
    }
}
