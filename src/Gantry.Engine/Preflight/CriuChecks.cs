using Gantry.Engine.Model;
using Gantry.Engine.Model.Reports;
using Gantry.Engine.Tools;

namespace Gantry.Engine.Preflight;

/// <summary>CRIU, and what it can do on this kernel, asked feature by feature: <c>criu check</c> alone passes without some.</summary>
internal sealed class CriuChecks(HostLayout layout, ToolLocator tools)
{
    private const string Setup = "run eng/setup.sh, or install CRIU 4.2 or newer";
    private const int AtOnce = 4;

    private static readonly Need s_criu = new("criu", CheckStatus.Missing, "no container is checkpointed or restored", Setup);

    private static readonly Need s_kernelFits = new(
        "criu check",
        CheckStatus.Missing,
        "no container is checkpointed or restored",
        "use a kernel with CONFIG_CHECKPOINT_RESTORE as root outside of a container, or a CRIU that fits this kernel: eng/setup.sh");

    // criu(8), check --feature.
    private static readonly Need[] s_features =
    [
        Feature("mem_dirty_track", "--pre-checkpoint and --with-previous do not work", "CONFIG_MEM_SOFT_DIRTY"),
        Feature("uffd", "memory cannot follow a restored container", "CONFIG_USERFAULTFD"),
        Feature("uffd-noncoop", "memory cannot follow a restored container that forks", "Linux 4.11 or newer"),
        Feature("userns", "containers in user namespaces are not checkpointed", "CONFIG_USER_NS"),
        Feature("timens", "clocks of restored processes jump", "CONFIG_TIME_NS"),
        Feature("cgroupns", "cgroup namespaces are not checkpointed", "Linux 4.6 or newer"),
        Feature("seccomp_filters", "containers with a seccomp profile are not checkpointed", "CONFIG_SECCOMP_FILTER"),
        Feature("seccomp_suspend", "containers with a seccomp profile are not checkpointed", "CONFIG_SECCOMP_FILTER"),
        Feature("clone3_set_tid", "processes get their numbers back more slowly", "Linux 5.5 or newer"),
        Feature("pidfd_store", "a process number that was used again is taken for the same process", "Linux 5.4 or newer"),
        Feature("tcp_half_closed", "half-closed connections are not checkpointed", "Linux 4.18 or newer"),
        Feature("net_diag_raw", "containers with raw sockets are not checkpointed", "CONFIG_INET_DIAG and CONFIG_PACKET_DIAG"),
        Feature("sk_unix_file", "Unix sockets are checkpointed less exactly", "Linux 5.4 or newer"),
        Feature("sockopt_buf_lock", "locked sizes of socket buffers are lost", "Linux 5.14 or newer"),
        Feature("network_lock_nftables", "connections are locked by iptables only", "CONFIG_NF_TABLES"),
        Feature("external_net_ns", "containers on networks are not checkpointed", "Linux 4.9 or newer"),
        Feature("tun", "containers with tun devices are not checkpointed", "CONFIG_TUN"),
        Feature("memfd_hugetlb", "memory files in huge pages are not checkpointed", "Linux 4.16 or newer"),
        Feature("move_mount_set_group", "propagation of mounts is restored less exactly", "Linux 5.15 or newer"),
        Feature("get_rseq_conf", "restartable sequences of a C library are not checkpointed", "Linux 5.13 or newer"),
        Feature("kcmp_epoll", "descriptors that are in an epoll twice are not checkpointed", "CONFIG_KCMP"),
        Feature("compat_cr", "32-bit processes are not checkpointed", "CONFIG_IA32_EMULATION"),
        Feature("overlayfs_maps", "mapped files on overlays are told apart more slowly", "Linux 6.8 or newer"),
        Feature("pagemap_scan", "looking for memory takes longer", "Linux 6.7 or newer"),
    ];

    /// <summary>All of them; features only of a CRIU that is there.</summary>
    public async Task<IReadOnlyList<SystemCheck>> AllAsync(CancellationToken cancellationToken)
    {
        var there = await s_criu.JudgeAsync(async () =>
        {
            var criu = Open();
            await criu.RequireMinimumVersionAsync(cancellationToken);
            var version = await criu.VersionAsync(cancellationToken);
            return $"{criu.Path}, {version / 10000}.{version / 100 % 100}.{version % 100}";
        });
        if (there.Status != CheckStatus.Ok)
        {
            return [there];
        }

        var features = new SystemCheck[s_features.Length];
        await Parallel.ForEachAsync(
            Enumerable.Range(0, features.Length),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (index, _) => features[index] = await AskAsync(s_features[index]));
        return [there, await KernelFitsAsync(cancellationToken), .. features];
    }

    /// <summary>Whether CRIU finds all that it cannot do without.</summary>
    public async Task<SystemCheck> KernelFitsAsync(CancellationToken cancellationToken)
    {
        var check = await s_kernelFits.JudgeAsync(async () => await Open().CheckAsync(CancellationToken.None) is { } complaint
            ? throw new GantryException(ErrorCode.Incompatible, complaint)
            : "looks good");
        cancellationToken.ThrowIfCancellationRequested();
        return check;
    }

    private static Need Feature(string name, string without, string kernel) =>
        new($"criu {name}", CheckStatus.Warning, without, $"use a kernel with {kernel}, and a CRIU that knows it");

    private Criu Open() => new(tools.Find("criu"), new ToolAnswers(layout.ToolAnswers));

    // Not to be ended early, as all of CRIU.
    private Task<SystemCheck> AskAsync(Need feature) => feature.JudgeAsync(
        async () => await Open().HasFeatureAsync(feature.Name["criu ".Length..], CancellationToken.None)
            ? "yes"
            : throw new GantryException(ErrorCode.Incompatible, "no"));
}
