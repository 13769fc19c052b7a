using Gantry.Integration.Tests.Hosts;

namespace Gantry.Integration.Tests;

/// <summary>Containers on an Ethernet that both hosts share keep their addresses there, and who speaks with them does not notice.</summary>
public sealed class SharedNetworkTests
{
    private const int Port = 5000;

    [SshFact]
    public async Task A_connected_client_notices_nothing_but_a_pause()
    {
        await using var hosts = await ConnectedHosts.WithImageAsync(Scripts.Sleeper);
        await using var client = await ClientNamespace.OnAsync(hosts.Network);
        hosts.Source.Engine.CreateVolume(new() { Name = "data" });
        await Workload.PlaceAsync(hosts.Source.Layout.VolumeData("data"));
        var address = $"10.212.{hosts.Network.Number}.50";
        await hosts.Source.GantryOutputAsync(
            "run", "-d", "--name", "server", "--network", ConnectedHosts.NetworkName, "--ip", address,
            "-v", "data:/data", TestImage.Name, "/data/workload", "echo", $"{Port}");
        await TestHost.EventuallyAsync(async () => (await hosts.Source.ReadLinesAsync("server")).Contains("ready"), "it listens");
        await client.StartStreamAsync(address, Port);
        await client.ReachAsync(100_000);
        var mac = await client.NeighbourAsync(address);

        var refused = await hosts.Source.GantryAsync(hosts.Ssh.Environment, "migrate", "server", hosts.Ssh.Destination);
        var moved = await hosts.Source.GantryAsync(
            hosts.Ssh.Environment, "migrate", "--tcp-established", "server", hosts.Ssh.Destination);

        Assert.Contains("--tcp-established", refused.StandardError, StringComparison.Ordinal);
        Assert.True(moved.ExitCode == 0, moved.StandardError);
        await client.ReachAsync(await client.ReadProgressAsync() + 1_000_000);
        Assert.Empty(hosts.Source.Engine.ListContainers());
        Assert.NotNull(mac);
        Assert.Equal(mac, await client.NeighbourAsync(address));
    }

    [SshFact]
    public async Task The_target_tells_the_network_where_the_addresses_are_now()
    {
        await using var hosts = await ConnectedHosts.WithImageAsync(Scripts.Sleeper);
        await using var client = await ClientNamespace.OnAsync(hosts.Network);
        string[] addresses = [$"10.212.{hosts.Network.Number}.50", $"fd12:{hosts.Network.Number:x}::50"];
        await hosts.Source.GantryOutputAsync(
            "run", "-d", "--name", "quiet", "--network", ConnectedHosts.NetworkName, "--ip", addresses[0], "--ip6", addresses[1],
            TestImage.Name);
        await client.BelieveAnnouncementsAsync();
        foreach (var address in addresses)
        {
            Assert.Null(await client.NeighbourAsync(address));
        }

        await hosts.Source.GantryAsync(hosts.Ssh.Environment, "migrate", "quiet", hosts.Ssh.Destination);

        var link = hosts.Target.Engine.InspectContainer("quiet", size: false).NetworkSettings.Networks![ConnectedHosts.NetworkName];
        foreach (var address in addresses)
        {
            await TestHost.EventuallyAsync(
                async () => await client.NeighbourAsync(address) == link.MacAddress, $"the client was told of {address}");
        }
    }
}
