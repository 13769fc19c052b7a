using Gantry.Integration.Tests.Hosts;
using Gantry.Linux;

namespace Gantry.Integration.Tests.Interop;

/// <summary>
/// The distribution's Podman with a storage of its own, at its usual paths: in a mount namespace in which these are
/// temporary folders. An archive's volumes must lie where they lay at the checkpoint, which for Podman is the default.
/// </summary>
public sealed class PodmanHost : IAsyncDisposable
{
    private const string Program = "/usr/bin/podman";
    private static readonly string[] s_usualFolders = ["/var/lib/containers", "/run/containers", "/run/libpod"];

    private readonly string _folder;
    private readonly ChildProcess _holder;

    private PodmanHost(string folder, ChildProcess holder)
    {
        _folder = folder;
        _holder = holder;
    }

    /// <summary>Why there is none here; null when there is.</summary>
    public static string? Missing => File.Exists(Program) ? null : "needs Podman: run eng/setup.sh --peer";

    /// <summary>Makes the namespace and loads an image whose command is <paramref name="script"/>.</summary>
    public static async Task<PodmanHost> WithImageAsync(string script)
    {
        var folder = Directory.CreateTempSubdirectory("gantry-peer-").FullName;
        await File.WriteAllTextAsync(Path.Join(folder, "containers.conf"), $"""
            [containers]
            default_ulimits = ["nofile=1024:4096", "nproc=1000:1000"]
            log_driver = "k8s-file"
            [network]
            network_backend = "netavark"
            network_config_dir = "{folder}/networks"
            [engine]
            cgroup_manager = "cgroupfs"
            events_logger = "file"
            lock_type = "file"
            runtime = "runc"
            """);
        var mounts = string.Join('\n', s_usualFolders.Select((usual, i) =>
            $"mkdir -p {usual} {folder}/{i} && mount --bind {folder}/{i} {usual}"));
        var holder = ChildProcess.Start(new ChildProcessStart
        {
            FileName = "/usr/bin/unshare",
            Arguments = ["--mount", "--propagation", "private", "/bin/sh", "-ec", $"{mounts}\ntouch {folder}/ready\nexec sleep 3600"],
        });
        var host = new PodmanHost(folder, holder);
        await TestHost.EventuallyAsync(() => Task.FromResult(File.Exists(Path.Join(folder, "ready"))), "the namespace is there");
        await host.OutputAsync("load", "-q", "-i", await TestImage.MakeAsync(script));
        return host;
    }

    /// <summary>A path that this host and the tests see.</summary>
    public string PathOf(string name) => Path.Join(_folder, name);

    /// <summary>The content of a volume.</summary>
    public string VolumeData(string name) => Path.Join(_folder, "0", "storage", "volumes", name, "_data");

    /// <summary>Runs podman, which must succeed, and returns its output without the last line break.</summary>
    public async Task<string> OutputAsync(params string[] arguments)
    {
        var result = await RunAsync(arguments);
        Assert.True(
            result.ExitCode == 0, $"podman {string.Join(' ', arguments)} ended with {result.ExitCode}: {result.StandardError}");
        return result.StandardOutput.TrimEnd('\n');
    }

    /// <summary>All that the container wrote so far, a line each.</summary>
    public async Task<IReadOnlyList<string>> ReadLinesAsync(string container) =>
        (await OutputAsync("logs", container)).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await RunAsync("rm", "--all", "--force", "--time", "0");
        await RunAsync("network", "prune", "--force");
        _holder.Signal(9);
        await _holder.WaitAsync(default);
        await _holder.DisposeAsync();

        // Podman's clean-up of a container may be at work still; the namespace, and its mounts, go with the last process.
        await TestHost.EventuallyAsync(() => Task.FromResult(TryDelete(_folder)), "the folder is removed");
        RemoveCgroups();
    }

    // Podman leaves its cgroups behind.
    private static void RemoveCgroups()
    {
        try
        {
            Cgroups.RemoveTree("/libpod_parent");
        }
        catch (LinuxException e) when (e.Errno == Errno.EBUSY)
        {
            // The machine's own Podman has containers.
        }
    }

    private static bool TryDelete(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private Task<ChildResult> RunAsync(params string[] arguments) => ChildProcess.RunAsync(
        new ChildProcessStart
        {
            FileName = "/usr/bin/nsenter",
            Arguments = [$"--mount=/proc/{_holder.Id}/ns/mnt", Program, .. arguments],
            Environment = new Dictionary<string, string>
            {
                // The CRIU that works on this kernel comes first.
                ["PATH"] = "/usr/local/lib/gantry/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
                ["HOME"] = "/root",
                ["CONTAINERS_CONF"] = PathOf("containers.conf"),
            },
        },
        default);
}
