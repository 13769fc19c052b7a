using System.Text;
using Gantry.Engine.Containers.Creation;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Reports;
using Gantry.Engine.Tools;
using Gantry.Linux;

namespace Gantry.Engine.Preflight;

/// <summary>What the kernel can do, tried where trying leaves nothing behind.</summary>
internal sealed class KernelChecks(HostLayout layout, ToolLocator tools)
{
    // mount_setattr(2).
    private static readonly Version s_oldest = new(5, 12);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    private static readonly Need s_version = new(
        "kernel", CheckStatus.Missing, "read-only mounts cannot be made", $"use Linux {s_oldest} or newer");

    private static readonly Need s_namespaces = new(
        "namespaces", CheckStatus.Missing, "containers are not apart from the host", "use a kernel with CONFIG_NAMESPACES and all below it");

    private static readonly Need s_overlay = new(
        "overlay",
        CheckStatus.Missing,
        "containers have no root file system",
        "use a kernel with CONFIG_OVERLAY_FS, and a --root on ext4, xfs or btrfs");

    private static readonly Need s_seccomp = new(
        "seccomp", CheckStatus.Missing, "containers run only with --security-opt seccomp=unconfined", "use a kernel with CONFIG_SECCOMP_FILTER");

    private static readonly Need s_profile = new(
        "seccomp profile",
        CheckStatus.Missing,
        "containers run only with --security-opt seccomp=unconfined",
        "install golang-github-containers-common (eng/setup.sh does)");

    private static readonly Need s_cgroups = new(
        "cgroups", CheckStatus.Missing, "containers do not start", "mount them: systemd does, or mount -t cgroup2 none /sys/fs/cgroup");

    private static readonly Need s_freezer = new(
        "cgroup freezer",
        CheckStatus.Missing,
        "containers are neither paused nor checkpointed",
        "mount the freezer of version 1, or version 2, so that it can be written to");

    private static readonly (string Controller, Need Need)[] s_controllers =
    [
        ("memory", Controller("memory", "--memory does nothing")),
        ("pids", Controller("pids", "--pids-limit does nothing")),
        ("cpu", Controller("cpu", "--cpus does nothing")),
    ];

    private static readonly (string Commands, Need Need)[] s_links =
    [
        ("link add check0 type veth", Link("veth", "containers have no bridged networks", "CONFIG_VETH")),
        ("link add check0 type bridge", Link("bridge", "containers have no bridged networks", "CONFIG_BRIDGE")),
        (
            "link add check0 type veth\nlink add link check0 name check1 type macvlan",
            Link("macvlan", "there are no networks of the driver macvlan", "CONFIG_MACVLAN")),
    ];

    private static readonly string[] s_kinds = ["cgroup", "ipc", "mnt", "net", "pid", "user", "uts"];

    /// <summary>All of them.</summary>
    public async Task<IReadOnlyList<SystemCheck>> AllAsync(CancellationToken cancellationToken)
    {
        List<SystemCheck> checks =
        [
            Machine.KernelVersion >= s_oldest ? s_version.Met($"{Machine.KernelRelease}, {Machine.Architecture}") : s_version.NotMet(Machine.KernelRelease),
            Namespaces(),
            s_overlay.Judge(TryOverlay),
            s_seccomp.Judge(Seccomp),
            SeccompProfileFile.FindDefault() is { } profile ? s_profile.Met(profile) : s_profile.NotMet("none is installed"),
            s_cgroups.Judge(() => Cgroups.Version switch
            {
                CgroupVersion.V1 => "version 1",
                CgroupVersion.V2 => "version 2",
                CgroupVersion.Hybrid => "version 1, and 2 beside it",
                var version => throw new InvalidOperationException($"Unknown version {version}."),
            }),
            await FreezerAsync(cancellationToken),
        ];
        var controllers = Cgroups.Controllers();
        checks.AddRange(s_controllers.Select(
            one => controllers.Contains(one.Controller) ? one.Need.Met("yes") : one.Need.NotMet("not there")));
        foreach (var (commands, need) in s_links)
        {
            checks.Add(await need.JudgeAsync(() => TryLinkAsync(commands, cancellationToken)));
        }

        return checks;
    }

    /// <summary>Whether a cgroup can be frozen, by freezing one without processes.</summary>
    public Task<SystemCheck> FreezerAsync(CancellationToken cancellationToken) => s_freezer.JudgeAsync(async () =>
    {
        var name = $"{layout.CgroupParent}-check-{Environment.ProcessId}";
        var folder = Path.GetDirectoryName(Cgroups.FreezeCommand(name).File)!;
        Directory.CreateDirectory(folder);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(s_patience);
        try
        {
            var freezer = CgroupFreezer.AtPath(folder);
            await freezer.FreezeAsync(patience.Token);
            await freezer.ThawAsync(patience.Token);
            return "works";
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new IOException($"{folder} was not frozen within {s_patience.TotalSeconds} s");
        }
        finally
        {
            Cgroups.RemoveIfEmpty(name);
        }
    });

    private static Need Controller(string name, string without) => new(
        $"cgroup {name}", CheckStatus.Warning, without, $"let the controller {name} be used: it may be off on the kernel's command line");

    private static Need Link(string name, string without, string option) =>
        new(name, CheckStatus.Warning, without, $"use a kernel with {option}, or load its module");

    private static SystemCheck Namespaces()
    {
        var missing = s_kinds.Where(kind => !File.Exists($"/proc/self/ns/{kind}")).ToList();
        return missing.Count == 0
            ? s_namespaces.Met("all")
            : s_namespaces.NotMet($"not there: {string.Join(", ", missing)}");
    }

    private static string Seccomp() =>
        File.Exists("/proc/sys/kernel/seccomp/actions_avail")
            ? "yes"
            : throw new IOException("the kernel has no filters of system calls");

    // Beside the root, on whose file system it has to work.
    private string TryOverlay()
    {
        var parent = StorageChecks.NearestFolder(layout.Root);
        var folder = Path.Join(parent, $".gantry-check-{Environment.ProcessId}");
        var merged = Make("merged");
        try
        {
            Mounts.Overlay([Make("lower")], Make("upper"), Make("work"), merged, extra: null);
            Mounts.Unmount(merged, detach: true);
            return $"works on {parent}";
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        string Make(string part) => Directory.CreateDirectory(Path.Join(folder, part)).FullName;
    }

    // In a network namespace that ends with the program.
    private async Task<string> TryLinkAsync(string commands, CancellationToken cancellationToken)
    {
        var result = await ChildProcess.RunAsync(
            new ChildProcessStart
            {
                FileName = tools.Find("unshare"),
                Arguments = ["--net", tools.Find("ip"), "-batch", "-"],
                Environment = ToolRunner.CleanEnvironment,
                StandardInput = StandardStream.Pipe,
                Input = Encoding.ASCII.GetBytes(commands + "\n"),
            },
            cancellationToken);
        return result.ExitCode == 0 ? "works" : throw new IOException(result.StandardError.Split('\n')[0]);
    }
}
