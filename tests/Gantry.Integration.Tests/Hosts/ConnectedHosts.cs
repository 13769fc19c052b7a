namespace Gantry.Integration.Tests.Hosts;

/// <summary>Two hosts on one Ethernet, whose target takes containers over ssh.</summary>
internal sealed class ConnectedHosts : IAsyncDisposable
{
    /// <summary>A network of both hosts whose containers are on the Ethernet.</summary>
    public const string NetworkName = "shared";

    private ConnectedHosts(SharedNetwork network, TestHost source, TestHost target, SshServer ssh)
    {
        (Network, Source, Target, Ssh) = (network, source, target, ssh);
    }

    /// <summary>What they are on.</summary>
    public SharedNetwork Network { get; }

    /// <summary>Where containers come from.</summary>
    public TestHost Source { get; }

    /// <summary>Where they go.</summary>
    public TestHost Target { get; }

    /// <summary>The target's.</summary>
    public SshServer Ssh { get; }

    /// <summary>Two hosts that have the image whose command is <paramref name="script"/>, and the network.</summary>
    public static async Task<ConnectedHosts> WithImageAsync(string script)
    {
        var network = await SharedNetwork.CreateAsync();
        var source = await HostAsync(network, "source", script, 1);
        var target = await HostAsync(network, "target", script, 2);
        return new(network, source, target, await SshServer.StartAsync(target, AddressOf(network, 2)));
    }

    public async ValueTask DisposeAsync()
    {
        await Ssh.DisposeAsync();
        await Target.DisposeAsync();
        await Source.DisposeAsync();
        await Network.DisposeAsync();
    }

    private static async Task<TestHost> HostAsync(SharedNetwork network, string name, string script, int number)
    {
        var host = await TestHost.WithImageAsync(script);
        host.Namespace = await network.AddHostAsync(name, AddressOf(network, number));
        await host.GantryOutputAsync(
            "network", "create", "--disable-dns", "--interface-name", SharedNetwork.HostBridge,
            "--subnet", network.ContainerSubnet, "--subnet", network.ContainerSubnet6, NetworkName);
        return host;
    }

    private static string AddressOf(SharedNetwork network, int number) => $"10.211.{network.Number}.{number}";
}
