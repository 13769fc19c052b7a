using Gantry.Engine.Model;
using Gantry.Engine.Model.Containers;
using Gantry.Engine.Model.Networks;
using Gantry.Engine.Networking;
using Gantry.Engine.State;
using Gantry.Engine.Tests.State;

namespace Gantry.Engine.Tests.Networking;

public sealed class AddressAllocatorTests : IDisposable
{
    private const string Boot = "this-boot";

    private readonly TemporaryHost _host = new();
    private readonly JoinedNetworkTable _table;

    public AddressAllocatorTests()
    {
        _table = new JoinedNetworkTable(_host.Database);
    }

    public void Dispose() => _host.Dispose();

    [Fact]
    public void Each_container_gets_the_next_address_and_never_the_gateways()
    {
        var addresses = Enumerable.Range(0, 3).Select(_ => Lease(ContainerId.NewRandom())).ToList();

        Assert.Equal(["10.1.2.2", "10.1.2.3", "10.1.2.4"], addresses);
    }

    [Fact]
    public void A_freed_address_is_given_out_last()
    {
        var id = ContainerId.NewRandom();
        Lease(id);
        _table.Delete(id);

        var next = Lease(ContainerId.NewRandom());

        Assert.Equal("10.1.2.3", next);
    }

    [Fact]
    public void A_full_range_is_refused()
    {
        for (var i = 0; i < 5; i++)
        {
            Lease(ContainerId.NewRandom());
        }

        var error = Assert.Throws<GantryException>(() => Lease(ContainerId.NewRandom()));

        Assert.Equal("IPAM error: failed to find free IP in range: 10.1.2.1 - 10.1.2.6", error.Message);
    }

    [Fact]
    public void A_taken_address_is_refused_with_its_holder()
    {
        var holder = ContainerId.NewRandom();
        Lease(holder, "10.1.2.5");

        var error = Assert.Throws<GantryException>(() => Lease(ContainerId.NewRandom(), "10.1.2.5"));

        Assert.Equal(
            $"IPAM error: requested ip address 10.1.2.5 is already allocated to container ID {holder}", error.Message);
    }

    [Fact]
    public void An_address_of_another_subnet_is_refused()
    {
        var error = Assert.Throws<GantryException>(() => Lease(ContainerId.NewRandom(), "10.9.9.9"));

        Assert.Equal("requested static ip 10.9.9.9 not in any subnet on network n", error.Message);
    }

    [Fact]
    public void What_an_earlier_boot_leased_is_free_again()
    {
        Lease(ContainerId.NewRandom(), "10.1.2.5", boot: "earlier");

        _table.DeleteOfOtherBoots(Boot);

        Assert.Equal("10.1.2.5", Lease(ContainerId.NewRandom(), "10.1.2.5"));
    }

    private string Lease(ContainerId id, string? wanted = null, string boot = Boot)
    {
        var network = new Network
        {
            Name = "n",
            Id = new string('a', 64),
            Subnets = [new NetworkSubnet { Subnet = "10.1.2.0/29", Gateway = "10.1.2.1" }],
        };
        var attachment = new NetworkAttachment { Network = "n", StaticAddresses = wanted is null ? [] : [wanted] };
        var addresses = new AddressAllocator(_table).Allocate(id, network, attachment);
        _table.Insert(
            id,
            new JoinedNetwork
            {
                ContainerName = "c",
                Network = network,
                Attachment = attachment with { StaticAddresses = addresses, InterfaceName = "eth0" },
            },
            boot);
        return addresses.Single();
    }
}
