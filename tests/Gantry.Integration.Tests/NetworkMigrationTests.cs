using Gantry.Engine.Model;
using Gantry.Engine.Model.Checkpoints;
using Gantry.Engine.Model.Containers;
using Gantry.Engine.Model.Inspection;
using Gantry.Engine.Model.Networks;
using Gantry.Engine.Model.Volumes;
using Gantry.Integration.Tests.Hosts;

namespace Gantry.Integration.Tests;

/// <summary>Containers keep their addresses and their connections when they move.</summary>
public sealed class NetworkMigrationTests
{
    private const int Port = 5000;

    [KernelFact]
    public async Task A_connection_survives_the_move_to_another_host_byte_for_byte()
    {
        var number = ClientNamespace.NewNumber();
        await using var source = await HostWithNetworkAsync(number);
        await using var target = await HostWithNetworkAsync(number);
        await using var client = await ClientNamespace.CreateAsync(number);
        await RunServerAsync(source);
        await client.StartStreamAsync(Address(source), Port);
        await client.ReachAsync(100_000);

        var refusal = await Assert.ThrowsAsync<GantryException>(() => source.ExportAsync("server"));
        var archive = await source.ExportAsync("server", include: KernelState.TcpEstablished);
        var before = await client.ReadProgressAsync();
        await target.ImportAsync(archive, options: new RestoreRequest { Include = KernelState.TcpEstablished });

        Assert.Equal(ErrorCode.WrongState, refusal.Code);
        Assert.Contains($":{Port} with 10.213.{number}.2:", refusal.Message, StringComparison.Ordinal);
        await client.ReachAsync(before + 1_000_000);
    }

    [KernelFact]
    public async Task A_connection_goes_on_after_a_checkpoint_that_leaves_the_container_running()
    {
        var number = ClientNamespace.NewNumber();
        await using var host = await HostWithNetworkAsync(number);
        await using var client = await ClientNamespace.CreateAsync(number);
        await RunServerAsync(host);
        await client.StartStreamAsync(Address(host), Port);
        await client.ReachAsync(100_000);

        await host.ExportAsync("server", AfterCheckpoint.LeaveRunning, include: KernelState.TcpEstablished);

        await client.ReachAsync(await client.ReadProgressAsync() + 1_000_000);
    }

    [KernelFact]
    public async Task Connections_of_a_checkpoint_can_be_restored_closed()
    {
        var number = ClientNamespace.NewNumber();
        await using var host = await HostWithNetworkAsync(number);
        await using var first = await ClientNamespace.CreateAsync(number);
        await RunServerAsync(host);
        await first.StartStreamAsync(Address(host), Port);
        await first.ReachAsync(100_000);
        var request = new CheckpointRequest { Include = KernelState.TcpEstablished };
        await host.Engine.CheckpointAsync("server", request, null, default);

        await host.Engine.RestoreAsync("server", new RestoreRequest { Include = KernelState.TcpClose }, null, default);

        await using var second = await ClientNamespace.CreateAsync(number == 250 ? 2 : number + 1);
        await second.StartStreamAsync(Address(host), Port);
        await second.ReachAsync(100_000);
        await Assert.ThrowsAsync<GantryException>(() => host.ExportAsync("server"));
    }

    [KernelFact]
    public async Task An_address_nobody_fixed_is_kept_for_this_run_unless_the_container_gets_a_new_name()
    {
        var number = ClientNamespace.NewNumber();
        await using var source = await HostWithNetworkAsync(number);
        await using var target = await HostWithNetworkAsync(number);
        await RunServerAsync(source);
        var (address, mac) = (Address(source), Mac(source));
        var archive = await source.ExportAsync("server");

        await target.ImportAsync(archive);
        var kept = (Address(target), Mac(target));
        await target.ImportAsync(archive, "other", new RestoreRequest { Exclude = CheckpointParts.Volumes });
        var other = Address(target, "other");
        await target.Engine.RestartContainerAsync("server", TimeSpan.Zero, default);
        var restarted = (Address(target), Mac(target));

        Assert.Equal((address, mac), kept);
        Assert.NotEqual(address, other);
        Assert.NotEqual(mac, restarted.Item2);
    }

    [KernelFact]
    public async Task A_fixed_address_is_kept_and_given_up_for_good_when_asked()
    {
        var number = ClientNamespace.NewNumber();
        var fixedAddress = $"10.212.{number}.77";
        await using var host = await HostWithNetworkAsync(number);
        await RunServerAsync(host, new NetworkAttachment { Network = "move", StaticAddresses = [fixedAddress] });
        await host.Engine.CheckpointAsync("server", new CheckpointRequest(), null, default);

        await host.Engine.RestoreAsync("server", new RestoreRequest { Keep = true }, null, default);
        var kept = Address(host);
        await host.Engine.StopContainerAsync("server", TimeSpan.Zero, default);
        await host.Engine.RestoreAsync(
            "server", new RestoreRequest { Ignore = NetworkIdentityParts.Addresses }, null, default);
        var given = Address(host);
        await host.Engine.RestartContainerAsync("server", TimeSpan.Zero, default);

        Assert.Equal(fixedAddress, kept);
        Assert.NotEqual(fixedAddress, given);
        Assert.NotEqual(fixedAddress, Address(host));
    }

    [KernelFact]
    public async Task A_network_that_is_missing_here_is_named_before_anything_is_made()
    {
        var number = ClientNamespace.NewNumber();
        await using var source = await HostWithNetworkAsync(number);
        await using var target = new TestHost();
        await RunServerAsync(source);
        var archive = await source.ExportAsync("server");

        var error = await Assert.ThrowsAsync<GantryException>(() => target.ImportAsync(archive));

        Assert.Equal("unable to find network with name or ID move: network not found", error.Message);
        Assert.Empty(target.Engine.ListContainers());
    }

    [KernelFact]
    public async Task A_driver_that_netavark_does_not_know_is_said_and_blocks_nothing()
    {
        await using var host = await TestHost.WithImageAsync(Scripts.Sleeper);
        host.Engine.CreateNetwork(new NetworkCreateRequest
        {
            Name = "old",
            Driver = NetworkDrivers.Ipvlan,
            Subnets = ["10.214.7.0/24"],
            Options = new Dictionary<string, string> { ["parent"] = "lo" },
            Traits = NetworkTraits.WithoutDns,
        });
        var request = new CreateRequest
        {
            Image = TestImage.Name,
            Name = "app",
            Network = new NetworkSpec { Mode = "bridge", Attachments = [new NetworkAttachment { Network = "old" }] },
        };

        var error = await Assert.ThrowsAsync<GantryException>(() => host.RunAsync(request));

        Assert.StartsWith("netavark: ", error.Message, StringComparison.Ordinal);
        Assert.Equal(ErrorCode.ToolFailed, error.Code);
        await host.Engine.RemoveContainerAsync("app", new ContainerRemoval(), default);
        Assert.Empty(host.Engine.ListContainers());
    }

    private static async Task<TestHost> HostWithNetworkAsync(int number)
    {
        var host = await TestHost.WithImageAsync(Scripts.Sleeper);
        host.Engine.CreateNetwork(new NetworkCreateRequest
        {
            Name = "move",
            Subnets = [$"10.212.{number}.0/24"],
            Traits = NetworkTraits.WithoutDns,
        });
        return host;
    }

    private static async Task RunServerAsync(TestHost host, NetworkAttachment? attachment = null)
    {
        host.Engine.CreateVolume(new VolumeCreateRequest { Name = "data" });
        await Workload.PlaceAsync(host.Layout.VolumeData("data"));
        await host.RunAsync(new CreateRequest
        {
            Image = TestImage.Name,
            Name = "server",
            Command = ["/data/workload", "echo", "5000"],
            Mounts = [new MountRequest.Volume("data", "/data", [])],
            Network = new NetworkSpec
            {
                Mode = "bridge",
                Attachments = [attachment ?? new NetworkAttachment { Network = "move" }],
            },
        });
        await TestHost.EventuallyAsync(async () => (await host.ReadLinesAsync("server")).Contains("ready"), "it listens");
    }

    private static string Address(TestHost host, string container = "server") => Link(host, container).IPAddress;

    private static string Mac(TestHost host, string container = "server") => Link(host, container).MacAddress;

    private static NetworkInspection Link(TestHost host, string container) =>
        host.Engine.InspectContainer(container, size: false).NetworkSettings.Networks!["move"];
}
