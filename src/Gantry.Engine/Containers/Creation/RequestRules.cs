using Gantry.Engine.Model;
using Gantry.Engine.Model.Containers;

namespace Gantry.Engine.Containers.Creation;

/// <summary>What in a request cannot be, whatever the host; Podman's and Docker's messages.</summary>
internal static class RequestRules
{
    private static readonly string[] s_sysctls =
    [
        "kernel.msgmax", "kernel.msgmnb", "kernel.msgmni", "kernel.sem", "kernel.shmall", "kernel.shmmax",
        "kernel.shmmni", "kernel.shm_rmid_forced",
    ];

    /// <summary>Throws for the first limit that contradicts another or lies out of range.</summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.Invalid"/>.</exception>
    public static void RequireValid(ResourceSpec resources)
    {
        var swap = resources.MemorySwapBytes is null or 0 or -1 ? null : resources.MemorySwapBytes;
        var memory = resources.MemoryBytes is > 0 ? resources.MemoryBytes : null;
        Refuse(
            swap is not null && memory is null,
            "you should always set a memory limit when using a memoryswap limit, see usage");
        Refuse(swap < memory, "minimum memoryswap limit should be larger than memory limit, see usage");
        Refuse(
            memory < resources.MemoryReservationBytes,
            "minimum memory limit cannot be less than memory reservation limit, see usage");
        Refuse(
            resources.CpuPeriod is > 0 and (< 1000 or > 1_000_000),
            "CPU cfs period cannot be less than 1ms (i.e. 1000) or larger than 1s (i.e. 1000000)");
        Refuse(resources.CpuQuota is > 0 and < 1000, "CPU cfs quota cannot be less than 1ms (i.e. 1000)");
        Refuse(
            resources.NanoCpus is > 0 && (resources.CpuPeriod is > 0 || resources.CpuQuota is > 0),
            "--cpu-period and --cpu-quota cannot be set together with --cpus");
        Refuse(
            resources.OomScoreAdjustment is < -1000 or > 1000,
            $"Invalid value {resources.OomScoreAdjustment}, range for oom score adj is [-1000, 1000]");
        Refuse(resources.ShmSizeBytes <= 0, "the size of /dev/shm must be greater than 0");
        foreach (var limit in resources.Ulimits)
        {
            Refuse(
                limit.Hard != -1 && (limit.Soft == -1 || limit.Soft > limit.Hard),
                $"ulimit soft limit must be less than or equal to hard limit: {limit.Soft} > {limit.Hard}");
        }
    }

    /// <summary>Throws for the first kernel parameter that is not the container's own.</summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.Invalid"/>.</exception>
    public static void RequireValid(
        IReadOnlyDictionary<string, string> sysctls, NamespaceSpec namespaces, string networkMode)
    {
        foreach (var (name, value) in sysctls)
        {
            var isNetwork = name.StartsWith("net.", StringComparison.Ordinal);
            var isQueue = name.StartsWith("fs.mqueue.", StringComparison.Ordinal);
            Refuse(!isNetwork && !isQueue && !s_sysctls.Contains(name), $"sysctl '{name}' is not allowed");
            RefuseShared(isQueue && namespaces.Ipc == "host", "IPC");
            RefuseShared(isNetwork && networkMode == "host", "Network");

            void RefuseShared(bool isShared, string kind) => Refuse(
                isShared,
                $"sysctl {name}={value} can't be set since {kind} Namespace set to host: invalid argument");
        }
    }

    /// <summary>Throws when two parts of the request exclude each other.</summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.Invalid"/>.</exception>
    public static void RequireCompatible(CreateRequest request)
    {
        Refuse(
            request.AutoRemove && request.Restart.Name != RestartPolicy.No.Name,
            "the --rm option conflicts with --restart, when the restartPolicy is not \"\" and \"no\"");
        Refuse(
            request.Hostname is not null && request.Namespaces.Uts is not ("private" or ""),
            $"cannot set hostname when running in the {request.Namespaces.Uts} UTS namespace: "
            + "invalid container configuration");
        Refuse(
            request.Init && request.Namespaces.Pid is not ("private" or ""),
            "cannot add init binary as PID 1 (PID namespace isn't private)");
        Refuse(
            (request.Network.Dns.Servers.Count > 0 || request.Network.Dns.Searches.Count > 0
                || request.Network.Dns.Options.Count > 0) && !HasOwnResolver(request.Network.Mode),
            $"conflicting options: dns and the network mode: {request.Network.Mode}");
        Refuse(
            request.Network is { KeepsImageHosts: true, AddedHosts.Count: > 0 },
            "--no-hosts and --add-host cannot be set together");
        Refuse(
            request.Log.Driver is not ("k8s-file" or "json-file" or "none"),
            $"invalid log driver \"{request.Log.Driver}\": k8s-file, json-file and none are known: invalid argument");
        Refuse(
            request.StopTimeoutSeconds < 0,
            $"invalid stop timeout {request.StopTimeoutSeconds}: it must be 0 or greater");
    }

    private static bool HasOwnResolver(string networkMode) =>
        networkMode != "none" && !networkMode.StartsWith("container:", StringComparison.Ordinal);

    private static void Refuse(bool isWrong, string message)
    {
        if (isWrong)
        {
            throw new GantryException(ErrorCode.Invalid, message);
        }
    }
}
