using Gantry.Engine.Tools;
using Gantry.Linux;

namespace Gantry.Integration.Tests.Hosts;

/// <summary>
/// The real Podman with storage of its own. It runs in a mount namespace where its usual place is a temporary folder,
/// because it takes the paths of volumes in an archive as they are.
/// </summary>
public sealed class PodmanHost : IAsyncDisposable
{
    public const string Program = "/usr/bin/podman";

    private const string Usual = "/var/lib/containers/storage";

    // Short: Podman before 5 refuses a run root of more than 50 characters.
    private readonly string _folder = Directory.CreateTempSubdirectory("gp-").FullName;
    private readonly CancellationTokenSource _end = new();
    private readonly Dictionary<string, string> _environment;
    private Task<ChildResult>? _namespace;
    private string _pid = "";

    private PodmanHost()
    {
        _environment = new Dictionary<string, string>
        {
            ["PATH"] = ToolLocator.PrivateDirectory + ":/usr/sbin:/usr/bin:/sbin:/bin",
            ["HOME"] = "/root",
            ["CONTAINERS_CONF"] = PathOf("containers.conf"),
            ["CONTAINERS_STORAGE_CONF"] = PathOf("storage.conf"),
        };
    }

    /// <summary>Makes the namespace and the configuration.</summary>
    public static async Task<PodmanHost> StartAsync()
    {
        var host = new PodmanHost();
        Directory.CreateDirectory(Usual);
        Directory.CreateDirectory(host.PathOf("lib"));
        await File.WriteAllTextAsync(
            host.PathOf("containers.conf"),
            $"""
            [containers]
            default_ulimits = ["nofile=1024:4096", "nproc=1000:1000"]
            log_driver = "k8s-file"
            [engine]
            events_logger = "file"
            lock_type = "file"
            runtime = "runc"
            cgroup_manager = "cgroupfs"
            tmp_dir = "{host.PathOf("tmp")}"
            """);
        await File.WriteAllTextAsync(
            host.PathOf("storage.conf"),
            $"[storage]\ndriver = \"overlay\"\ngraphroot = \"{Usual}\"\nrunroot = \"{host.PathOf("run")}\"\n");
        host._namespace = ChildProcess.RunAsync(
            new ChildProcessStart
            {
                FileName = "/usr/bin/unshare",
                Arguments =
                [
                    "--mount", "/bin/sh", "-c",
                    $"mount --bind {host.PathOf("lib")} {Usual} && echo $$ > {host.PathOf("pid")} && exec sleep infinity",
                ],
            },
            host._end.Token);
        await TestHost.EventuallyAsync(
            async () => File.Exists(host.PathOf("pid")) && (await File.ReadAllTextAsync(host.PathOf("pid"))).EndsWith('\n'),
            "the namespace is there");
        host._pid = (await File.ReadAllTextAsync(host.PathOf("pid"))).Trim();
        return host;
    }

    public string PathOf(string name) => Path.Join(_folder, name);

    /// <summary>Runs a command, which must succeed, and returns its output without the last line break.</summary>
    public async Task<string> OutputAsync(params string[] arguments)
    {
        var result = await RunAsync(arguments);
        Assert.True(
            result.ExitCode == 0, $"podman {string.Join(' ', arguments)} ended with {result.ExitCode}: {result.StandardError}");
        return result.StandardOutput.TrimEnd('\n');
    }

    public Task<ChildResult> RunAsync(params string[] arguments) => ChildProcess.RunAsync(
        new ChildProcessStart
        {
            FileName = "/usr/bin/nsenter",
            Arguments = ["--mount", "--target", _pid, Program, .. arguments],
            Environment = _environment,
        },
        default);

    public async ValueTask DisposeAsync()
    {
        await RunAsync("rm", "--all", "--force", "--time", "0");
        await RunAsync("volume", "rm", "--all", "--force");
        await _end.CancelAsync();
        try
        {
            await _namespace!;
        }
        catch (OperationCanceledException)
        {
            // That is how it ends; what was mounted in the namespace goes with it.
        }

        _end.Dispose();
        await TestHost.EventuallyAsync(
            () =>
            {
                try
                {
                    Directory.Delete(_folder, recursive: true);
                    return Task.FromResult(true);
                }
                catch (IOException)
                {
                    return Task.FromResult(false);
                }
            },
            "Podman's folder is free");
    }
}
