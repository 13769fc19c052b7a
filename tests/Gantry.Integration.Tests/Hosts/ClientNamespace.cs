using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Gantry.Linux;

namespace Gantry.Integration.Tests.Hosts;

/// <summary>A machine of its own as far as the network can tell: a namespace with one link to this machine.</summary>
public sealed class ClientNamespace : IAsyncDisposable
{
    // It says something once a second: who waits longer than this has read all that was said before.
    private static readonly TimeSpan s_newlySaid = TimeSpan.FromMilliseconds(100);

    private readonly string _name;
    private ChildProcess? _client;
    private StreamReader? _output;

    private readonly bool _isOwned;

    private ClientNamespace(string name, bool isOwned)
    {
        _name = name;
        _isOwned = isOwned;
    }

    /// <summary>A number that names and addresses of one test are made from, so that tests beside each other have others.</summary>
    public static int NewNumber() => RandomNumberGenerator.GetInt32(2, 250);

    /// <summary>Makes the namespace; what is at 10.213.NUMBER.1 is this machine, which routes on.</summary>
    public static async Task<ClientNamespace> CreateAsync(int number)
    {
        var client = new ClientNamespace($"gantry-it-{number}", isOwned: true);
        var link = $"gic{number}";
        await Ip.RunAsync("netns", "add", client._name);
        await Ip.RunAsync("link", "add", link, "type", "veth", "peer", "name", "eth0", "netns", client._name);
        await Ip.RunAsync("address", "add", $"10.213.{number}.1/24", "dev", link);
        await Ip.RunAsync("link", "set", link, "up");
        await client.InsideAsync("address", "add", $"10.213.{number}.2/24", "dev", "eth0");
        await client.InsideAsync("link", "set", "eth0", "up");
        await client.InsideAsync("link", "set", "lo", "up");
        await client.InsideAsync("route", "add", "default", "via", $"10.213.{number}.1");
        return client;
    }

    /// <summary>A machine on an Ethernet, with an address in the containers' subnets.</summary>
    public static async Task<ClientNamespace> OnAsync(SharedNetwork network, int number = 200)
    {
        var client = new ClientNamespace(await network.AddAsync($"client{number}"), isOwned: false);
        await client.InsideAsync("address", "add", $"10.212.{network.Number}.{number}/24", "dev", "eth0");
        await client.InsideAsync("address", "add", $"fd12:{network.Number:x}::{number:x}/64", "dev", "eth0", "nodad");
        return client;
    }

    /// <summary>Has it learn addresses from whoever tells it unasked, and sends nothing itself.</summary>
    public async Task BelieveAnnouncementsAsync()
    {
        await SetAsync("ipv4/conf/eth0/arp_accept", "1");
        await SetAsync("ipv6/conf/eth0/forwarding", "1");
        await SetAsync("ipv6/conf/eth0/accept_untracked_na", "1");
    }

    /// <summary>The hardware address that it has for an address; null when it knows none.</summary>
    public async Task<string?> NeighbourAsync(string address)
    {
        var words = (await Ip.RunAsync("-netns", _name, "neighbour", "show", address)).Split(' ', '\n');
        return Array.IndexOf(words, "lladdr") is var at and >= 0 ? words[at + 1] : null;
    }

    /// <summary>Starts streaming to an echo server; see Programs/workload.c.</summary>
    public Task StartStreamAsync(string address, int port) => StartAsync("stream", address, port);

    /// <summary>Starts a client of Programs/workload.c, which says how far it has come.</summary>
    public async Task StartAsync(string client, string address, int port)
    {
        _client = ChildProcess.Start(new ChildProcessStart
        {
            FileName = Ip.Path,
            Arguments =
            [
                "netns", "exec", _name, await Workload.PathAsync(), client, address,
                port.ToString(CultureInfo.InvariantCulture),
            ],
            StandardOutput = StandardStream.Pipe,
        });
        _output = new StreamReader(_client.StandardOutput!);
    }

    /// <summary>How many bytes, or answers, have come back right by now; anything else the client says fails the test.</summary>
    public async Task<long> ReadProgressAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var line = await _output!.ReadLineAsync(patience.Token);
        return long.TryParse(line, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            ? count
            : throw new InvalidOperationException($"The connection did not survive: {line ?? "the client ended"}");
    }

    /// <summary>As <see cref="ReadProgressAsync"/>, of what comes back from now on: what it said before is read over.</summary>
    public async Task<long> ReadOnwardAsync()
    {
        while (true)
        {
            var started = Stopwatch.GetTimestamp();
            var count = await ReadProgressAsync();
            if (Stopwatch.GetElapsedTime(started) > s_newlySaid)
            {
                return count;
            }
        }
    }

    /// <summary>Waits until so many have come back right.</summary>
    public async Task ReachAsync(long count)
    {
        while (await ReadProgressAsync() < count)
        {
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_client is { } client)
        {
            client.Signal(9);
            await client.WaitAsync(default);
            _output!.Dispose();
            await client.DisposeAsync();
        }

        if (_isOwned)
        {
            await Ip.RunAsync("netns", "delete", _name);
        }
    }

    private async Task SetAsync(string setting, string value)
    {
        var result = await ChildProcess.RunAsync(
            new ChildProcessStart
            {
                FileName = Ip.Path,
                Arguments = ["netns", "exec", _name, "/bin/sh", "-c", $"echo {value} > /proc/sys/net/{setting}"],
            },
            default);
        Assert.True(result.ExitCode == 0, result.StandardError);
    }

    private Task<string> InsideAsync(params string[] arguments) => Ip.RunAsync(["-netns", _name, .. arguments]);
}
