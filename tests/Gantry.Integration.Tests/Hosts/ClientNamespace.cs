using System.Globalization;
using System.Security.Cryptography;
using Gantry.Linux;

namespace Gantry.Integration.Tests.Hosts;

/// <summary>A machine of its own as far as the network can tell: a namespace with one link to this machine.</summary>
public sealed class ClientNamespace : IAsyncDisposable
{
    private readonly string _name;
    private readonly string _link;
    private ChildProcess? _client;
    private StreamReader? _output;

    private ClientNamespace(int number)
    {
        _name = $"gantry-it-{number}";
        _link = $"gic{number}";
    }

    /// <summary>A number that names and addresses of one test are made from, so that tests beside each other have others.</summary>
    public static int NewNumber() => RandomNumberGenerator.GetInt32(2, 250);

    /// <summary>Makes the namespace; what is at 10.213.NUMBER.1 is this machine, which routes on.</summary>
    public static async Task<ClientNamespace> CreateAsync(int number)
    {
        var client = new ClientNamespace(number);
        await IpAsync("netns", "add", client._name);
        await IpAsync("link", "add", client._link, "type", "veth", "peer", "name", "eth0", "netns", client._name);
        await IpAsync("address", "add", $"10.213.{number}.1/24", "dev", client._link);
        await IpAsync("link", "set", client._link, "up");
        await client.InsideAsync("address", "add", $"10.213.{number}.2/24", "dev", "eth0");
        await client.InsideAsync("link", "set", "eth0", "up");
        await client.InsideAsync("link", "set", "lo", "up");
        await client.InsideAsync("route", "add", "default", "via", $"10.213.{number}.1");
        return client;
    }

    /// <summary>Starts streaming to an echo server; see Programs/workload.c.</summary>
    public async Task StartStreamAsync(string address, int port)
    {
        _client = ChildProcess.Start(new ChildProcessStart
        {
            FileName = "/usr/sbin/ip",
            Arguments =
            [
                "netns", "exec", _name, await Workload.PathAsync(), "stream", address,
                port.ToString(CultureInfo.InvariantCulture),
            ],
            StandardOutput = StandardStream.Pipe,
        });
        _output = new StreamReader(_client.StandardOutput!);
    }

    /// <summary>How many bytes have come back right by now; anything else the client says fails the test.</summary>
    public async Task<long> ReadProgressAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var line = await _output!.ReadLineAsync(patience.Token);
        return long.TryParse(line, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            ? count
            : throw new InvalidOperationException($"The connection did not survive: {line ?? "the client ended"}");
    }

    /// <summary>Waits until so many bytes have come back right.</summary>
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

        await IpAsync("netns", "delete", _name);
    }

    private static async Task IpAsync(params string[] arguments)
    {
        var result = await ChildProcess.RunAsync(
            new ChildProcessStart { FileName = "/usr/sbin/ip", Arguments = arguments }, default);
        Assert.True(result.ExitCode == 0, $"ip {string.Join(' ', arguments)}: {result.StandardError}");
    }

    private Task InsideAsync(params string[] arguments) => IpAsync(["-netns", _name, .. arguments]);
}
