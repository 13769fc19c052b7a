using Gantry.Linux;

namespace Gantry.Integration.Tests.Hosts;

/// <summary>An Ethernet of its own: a bridge in a network namespace, with machines on it that are namespaces too (veth(4)).</summary>
public sealed class SharedNetwork : IAsyncDisposable
{
    /// <summary>The bridge of a machine whose containers are to be on the Ethernet.</summary>
    public const string HostBridge = "br0";

    private readonly List<string> _names = [];
    private readonly string _switch;

    private SharedNetwork(int number)
    {
        Number = number;
        _switch = NameOf("switch");
    }

    /// <summary>What its names and addresses are made from.</summary>
    public int Number { get; }

    /// <summary>Where containers and their clients have their addresses.</summary>
    public string ContainerSubnet => $"10.212.{Number}.0/24";

    /// <summary>The same, for IPv6.</summary>
    public string ContainerSubnet6 => $"fd12:{Number:x}::/64";

    /// <summary>Makes one without machines.</summary>
    public static async Task<SharedNetwork> CreateAsync()
    {
        var network = new SharedNetwork(ClientNamespace.NewNumber());
        await network.CreateNamespaceAsync("switch");
        await Ip.RunAsync("-netns", network._switch, "link", "add", HostBridge, "type", "bridge");
        await Ip.RunAsync("-netns", network._switch, "link", "set", HostBridge, "up");
        return network;
    }

    /// <summary>Adds a machine whose <c>eth0</c> is on the Ethernet, and returns the name of its namespace.</summary>
    public async Task<string> AddAsync(string machine)
    {
        var name = await CreateNamespaceAsync(machine);
        await Ip.RunAsync("-netns", _switch, "link", "add", machine, "type", "veth", "peer", "name", "eth0", "netns", name);
        await Ip.RunAsync("-netns", _switch, "link", "set", machine, "master", HostBridge, "up");
        await Ip.RunAsync("-netns", name, "link", "set", "eth0", "up");
        return name;
    }

    /// <summary>Adds a machine with a bridge that is part of the Ethernet, and an address on it.</summary>
    public async Task<string> AddHostAsync(string machine, string address)
    {
        var name = await AddAsync(machine);
        await Ip.RunAsync("-netns", name, "link", "add", HostBridge, "type", "bridge");
        await Ip.RunAsync("-netns", name, "link", "set", "eth0", "master", HostBridge);
        await Ip.RunAsync("-netns", name, "link", "set", HostBridge, "up");
        await Ip.RunAsync("-netns", name, "address", "add", address + "/24", "dev", HostBridge);
        return name;
    }

    /// <summary>Has a machine send no faster than at a rate, as tc(8) reads it.</summary>
    public static async Task LimitAsync(string machine, string rate)
    {
        var result = await ChildProcess.RunAsync(
            new ChildProcessStart
            {
                FileName = "/usr/sbin/tc",
                Arguments =
                [
                    "-netns", machine, "qdisc", "add", "dev", "eth0", "root", "tbf", "rate", rate, "burst", "64kb", "latency", "100ms",
                ],
            },
            default);
        Assert.True(result.ExitCode == 0, result.StandardError);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var name in _names)
        {
            await Ip.RunAsync("netns", "delete", name);
        }
    }

    private string NameOf(string machine) => $"gantry-it-{Number}-{machine}";

    private async Task<string> CreateNamespaceAsync(string machine)
    {
        var name = NameOf(machine);
        await Ip.RunAsync("netns", "add", name);
        _names.Add(name);
        await Ip.RunAsync("-netns", name, "link", "set", "lo", "up");
        return name;
    }
}
