using Gantry.Engine.Model;
using Gantry.Engine.Model.Containers;
using Gantry.Engine.Model.Networks;
using Gantry.Engine.Networking;
using Gantry.Engine.State;
using Gantry.Engine.Tests.State;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gantry.Engine.Tests.Networking;

public sealed class NetworkStoreTests : IDisposable
{
    private readonly TemporaryHost _host = new();
    private readonly NetworkStore _networks;

    public NetworkStoreTests()
    {
        _networks = new NetworkStore(
            new NetworkTable(_host.Database),
            new NetworkNames(_host.Layout),
            new DeclaredNetworks(null),
            TimeProvider.System,
            NullLogger.Instance);
    }

    public void Dispose() => _host.Dispose();

    [Fact]
    public void The_default_network_is_always_there_and_stays()
    {
        var error = Assert.Throws<GantryException>(() => _networks.Remove("gantry"));

        Assert.Equal("default network gantry cannot be removed", error.Message);
        Assert.Equal("gantry", Assert.Single(_networks.List()).Name);
        Assert.False(_networks.Resolve("gantry").DnsEnabled);
        Assert.Equal("gantry", _networks.Resolve("podman").Name);
    }

    [Fact]
    public void A_network_without_a_name_gets_one_a_subnet_and_a_bridge_of_its_own()
    {
        var one = _networks.Create(new NetworkCreateRequest());
        var two = _networks.Create(new NetworkCreateRequest());

        Assert.Equal(["gantry1", "gantry2"], new[] { one.Name, two.Name });
        Assert.NotEqual(one.Subnets!.Single().Subnet, two.Subnets!.Single().Subnet);
        Assert.NotEqual(one.Interface, two.Interface);
        Assert.InRange(one.Interface!.Length, 1, 15);
        Assert.True(one.DnsEnabled);
    }

    [Fact]
    public void Bits_after_the_prefix_are_dropped_and_the_gateway_is_the_first_address()
    {
        var network = _networks.Create(new NetworkCreateRequest { Name = "n", Subnets = ["10.212.77.9/24", "fd12::5/64"] });

        Assert.Equal(["10.212.77.0/24", "fd12::/64"], network.Subnets!.Select(subnet => subnet.Subnet));
        Assert.Equal(["10.212.77.1", "fd12::1"], network.Subnets!.Select(subnet => subnet.Gateway));
        Assert.True(network.IPv6Enabled);
    }

    [Theory]
    [InlineData("10.212.77.0/25", "", "subnet 10.212.77.0/25 is already used on the host or by another config")]
    [InlineData("10.212.78", "", "invalid CIDR address: 10.212.78")]
    [InlineData("10.212.78.0/24", "1.2.3.4", "gateway 1.2.3.4 not in subnet 10.212.78.0/24")]
    public void A_wrong_subnet_is_refused_in_Podmans_words(string subnet, string gateway, string message)
    {
        _networks.Create(new NetworkCreateRequest { Name = "first", Subnets = ["10.212.77.0/24"] });

        var error = Assert.Throws<GantryException>(() => _networks.Create(
            new NetworkCreateRequest { Subnets = [subnet], Gateways = gateway.Length == 0 ? [] : [gateway] }));

        Assert.Equal(message, error.Message);
    }

    [Theory]
    [InlineData("host", "bridge", "cannot create network with name \"host\" because it conflicts with a valid network mode")]
    [InlineData("a/b", "bridge", "network name a/b invalid: names must match [a-zA-Z0-9][a-zA-Z0-9_.-]*: invalid argument")]
    [InlineData("x", "foo", "unsupported driver foo: invalid argument")]
    [InlineData(
        "x", "macvlan", "macvlan driver needs at least one subnet specified, DHCP is not yet supported with netavark")]
    public void A_wrong_name_or_driver_is_refused_in_Podmans_words(string name, string driver, string message)
    {
        var error = Assert.Throws<GantryException>(
            () => _networks.Create(new NetworkCreateRequest { Name = name, Driver = driver }));

        Assert.Equal(message, error.Message);
    }

    [Fact]
    public void A_taken_name_is_refused()
    {
        _networks.Create(new NetworkCreateRequest { Name = "n" });

        var error = Assert.Throws<GantryException>(() => _networks.Create(new NetworkCreateRequest { Name = "n" }));

        Assert.Equal("network name n already used: network already exists", error.Message);
    }

    [Fact]
    public void A_network_that_containers_are_on_is_not_removed_nor_pruned()
    {
        _networks.Create(new NetworkCreateRequest { Name = "used" });
        _networks.Create(new NetworkCreateRequest { Name = "unused" });
        _host.Add("web", TemporaryHost.Spec() with
        {
            Network = new NetworkSpec { Mode = "bridge", Attachments = [new NetworkAttachment { Network = "used" }] },
        });

        var error = Assert.Throws<GantryException>(() => _networks.Remove("used"));
        var pruned = _networks.Prune(_ => true);

        Assert.Equal(ErrorCode.InUse, error.Code);
        Assert.Equal("unused", Assert.Single(pruned).Name);
    }

    [Fact]
    public void A_network_is_found_by_a_beginning_of_its_id_and_a_missing_one_is_not()
    {
        var network = _networks.Create(new NetworkCreateRequest { Name = "n" });

        Assert.Equal("n", _networks.Resolve(network.Id[..10]).Name);
        Assert.Equal(
            "unable to find network with name or ID nope: network not found",
            Assert.Throws<GantryException>(() => _networks.Resolve("nope")).Message);
    }
}
