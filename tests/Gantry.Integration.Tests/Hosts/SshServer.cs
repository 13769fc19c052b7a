using Gantry.Integration.Tests.Faults;
using Gantry.Linux;

namespace Gantry.Integration.Tests.Hosts;

/// <summary>
/// OpenSSH's own server on a test host, with keys and configuration in a folder of its own, and a client that knows it.
/// Its <c>gantry</c> works on that host, through a <see cref="OneShotTransport"/>.
/// </summary>
internal sealed class SshServer : IAsyncDisposable
{
    public const string Program = "/usr/sbin/sshd";

    private const int SigTerm = 15;

    private readonly string _folder = Directory.CreateTempSubdirectory("gantry-ssh-").FullName;
    private readonly string _address;
    private readonly TestHost _host;
    private ChildProcess? _server;

    private SshServer(TestHost host, string address)
    {
        _host = host;
        _address = address;
        Transport = OneShotTransport.To(host);
    }

    /// <summary>What the server's <c>gantry</c> is.</summary>
    public OneShotTransport Transport { get; }

    /// <summary>What <c>migrate</c> is given.</summary>
    public string Destination => "root@" + _address;

    /// <summary>Makes a <c>gantry</c> on another host use the client that knows this server.</summary>
    public IReadOnlyDictionary<string, string> Environment => new Dictionary<string, string> { ["GANTRY_SSH"] = PathOf("client") };

    /// <summary>The command that the server's sessions find by its name.</summary>
    public string GantryPath => PathOf("bin/gantry");

    /// <summary>What the client knows of the server's key.</summary>
    public string KnownHosts => PathOf("known_hosts");

    /// <summary>Starts it in the host's namespace, at an address there.</summary>
    public static async Task<SshServer> StartAsync(TestHost host, string address)
    {
        var server = new SshServer(host, address);
        await server.ConfigureAsync();
        await server.StartAsync();
        return server;
    }

    /// <summary>Ends the server; its sessions go on.</summary>
    public async Task StopAsync()
    {
        if (_server is { } server)
        {
            server.Signal(SigTerm);
            await server.WaitAsync(default);
            await server.DisposeAsync();
            _server = null;
        }
    }

    /// <summary>Starts it, or starts it again.</summary>
    public async Task StartAsync()
    {
        // Its fixed place for the part that runs without rights; the package's service makes it too.
        Directory.CreateDirectory("/run/sshd");
        _server = ChildProcess.Start(new ChildProcessStart
        {
            FileName = "/usr/bin/nsenter",
            Arguments = [$"--net=/run/netns/{_host.Namespace}", Program, "-D", "-e", "-f", PathOf("sshd_config")],
            StandardOutput = StandardStream.Null,
            StandardError = StandardStream.Null,
        });
        await TestHost.EventuallyAsync(async () => (await RunClientAsync()).ExitCode == 0, "the ssh server answers");
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private string PathOf(string name) => Path.Join(_folder, name);

    private Task<ChildResult> RunClientAsync() => ChildProcess.RunAsync(
        new ChildProcessStart
        {
            FileName = "/usr/bin/nsenter",
            Arguments = [$"--net=/run/netns/{_host.Namespace}", PathOf("client"), Destination, "true"],
        },
        default);

    private async Task ConfigureAsync()
    {
        await MakeKeyAsync("host_key");
        await MakeKeyAsync("user_key");
        File.Copy(PathOf("user_key.pub"), PathOf("authorized_keys"));
        await File.WriteAllTextAsync(KnownHosts, $"{_address} {await File.ReadAllTextAsync(PathOf("host_key.pub"))}");
        await File.WriteAllTextAsync(PathOf("sshd_config"), $"""
            ListenAddress {_address}
            HostKey {PathOf("host_key")}
            AuthorizedKeysFile {PathOf("authorized_keys")}
            PidFile none
            StrictModes no
            UsePAM no
            PasswordAuthentication no
            KbdInteractiveAuthentication no
            PermitRootLogin yes
            SetEnv PATH={PathOf("bin")}:/usr/sbin:/usr/bin:/sbin:/bin

            """);
        await File.WriteAllTextAsync(PathOf("ssh_config"), $"""
            BatchMode yes
            IdentityFile {PathOf("user_key")}
            IdentitiesOnly yes
            UserKnownHostsFile {KnownHosts}
            GlobalKnownHostsFile /dev/null
            StrictHostKeyChecking yes

            """);
        Directory.CreateDirectory(PathOf("bin"));
        await WriteScriptAsync(PathOf("client"), $"exec /usr/bin/ssh -F {PathOf("ssh_config")} \"$@\"");
        await WriteScriptAsync(GantryPath, Transport.Command);
    }

    private async Task MakeKeyAsync(string name)
    {
        var result = await ChildProcess.RunAsync(
            new ChildProcessStart
            {
                FileName = "/usr/bin/ssh-keygen",
                Arguments = ["-q", "-t", "ed25519", "-N", "", "-C", "gantry-test", "-f", PathOf(name)],
            },
            default);
        Assert.True(result.ExitCode == 0, result.StandardError);
    }

    private static async Task WriteScriptAsync(string path, string shell)
    {
        await File.WriteAllTextAsync(path, $"#!/bin/sh\n{shell}\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
