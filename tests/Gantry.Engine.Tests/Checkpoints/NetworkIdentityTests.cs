using Gantry.Engine.Checkpoints;
using Gantry.Engine.Checkpoints.Definition;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Checkpoints;
using Gantry.Engine.Model.Containers;
using Gantry.Engine.Model.Networks;
using Gantry.Engine.Networking;
using Gantry.Engine.State;
using Gantry.Engine.Tests.State;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gantry.Engine.Tests.Checkpoints;

public sealed class NetworkIdentityTests : IDisposable
{
    private static readonly NetworkSpec s_dynamic = new()
    {
        Mode = "bridge",
        Attachments = [new NetworkAttachment { Network = "back" }],
    };

    private readonly TemporaryHost _host = new();
    private readonly NetworkStore _networks;

    public NetworkIdentityTests()
    {
        _networks = new NetworkStore(
            new NetworkTable(_host.Database),
            new NetworkNames(_host.Layout),
            new DeclaredNetworks(null),
            TimeProvider.System,
            NullLogger.Instance);
        _networks.Create(new NetworkCreateRequest { Name = "back", Subnets = ["10.212.77.0/24"] });
    }

    public void Dispose() => _host.Dispose();

    [Fact]
    public void What_the_container_had_is_asked_for_again()
    {
        var (attachments, warnings) = Restore(s_dynamic, Had("back", "10.212.77.9"), new RestoreRequest());

        var attachment = Assert.Single(attachments);
        Assert.Equal(["10.212.77.9"], attachment.StaticAddresses);
        Assert.Equal(("02:00:00:00:00:01", "eth3"), (attachment.StaticMac, attachment.InterfaceName));
        Assert.Empty(warnings);
    }

    [Theory]
    [InlineData(NetworkIdentityParts.Addresses, 0, "02:00:00:00:00:01")]
    [InlineData(NetworkIdentityParts.Mac, 1, null)]
    public void Each_kind_of_address_is_given_up_by_itself(NetworkIdentityParts parts, int addresses, string? mac)
    {
        var (attachments, _) = Restore(s_dynamic, Had("back", "10.212.77.9"), new RestoreRequest { Ignore = parts });

        Assert.Equal((addresses, mac), (attachments[0].StaticAddresses.Count, attachments[0].StaticMac));
    }

    [Fact]
    public void An_address_that_is_not_of_the_network_here_gives_way_with_a_warning()
    {
        var (attachments, warnings) = Restore(s_dynamic, Had("back", "10.9.9.9"), new RestoreRequest());

        Assert.Empty(attachments[0].StaticAddresses);
        Assert.Contains("10.9.9.9", Assert.Single(warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Connections_need_their_address_wherever_it_is_from()
    {
        var request = new RestoreRequest { Include = KernelState.TcpEstablished };

        var (attachments, _) = Restore(s_dynamic, Had("back", "10.9.9.9"), request);

        Assert.Equal(["10.9.9.9"], attachments[0].StaticAddresses);
    }

    [Fact]
    public void A_container_on_Podmans_default_network_comes_to_ours()
    {
        var spec = s_dynamic with { Attachments = [new NetworkAttachment { Network = "gantry" }] };

        var (attachments, warnings) = Restore(spec, Had("podman", "10.88.0.5"), new RestoreRequest());

        Assert.Equal("02:00:00:00:00:01", attachments[0].StaticMac);
        Assert.Empty(attachments[0].StaticAddresses);
        Assert.Empty(warnings);
    }

    [Fact]
    public void A_definition_names_networks_in_both_forms_and_the_default_one_as_Podman_does()
    {
        var container = new Container
        {
            Id = ContainerId.NewRandom(),
            Name = "web",
            Created = DateTimeOffset.UnixEpoch,
            Spec = TemporaryHost.Spec() with
            {
                Network = new NetworkSpec
                {
                    Mode = "bridge",
                    Attachments =
                    [
                        new NetworkAttachment { Network = "gantry" },
                        new NetworkAttachment { Network = "back", StaticAddresses = ["10.212.77.9"] },
                    ],
                    Ports = [new PortMapping("127.0.0.1", 8099, 80, 1, "tcp")],
                },
            },
        };

        var dump = ConfigDumpWriter.Write(container, "cgroupfs");

        Assert.True(dump.CreateNetworkNamespace);
        Assert.Equal("bridge", dump.NetworkMode);
        Assert.Equal(["podman", "back"], dump.OrderedNetworks!.Select(network => network.Name));
        Assert.Equal(["10.212.77.9"], dump.Networks!["back"].StaticAddresses!);
        Assert.Equal(8099, dump.Ports!.Single().HostPort);
    }

    private static Dictionary<string, NetworkStatus> Had(string network, string address) => new()
    {
        [network] = new NetworkStatus
        {
            Interfaces = new Dictionary<string, NetworkInterfaceStatus>
            {
                ["eth3"] = new()
                {
                    MacAddress = "02:00:00:00:00:01",
                    Addresses = [new InterfaceAddress { AddressAndPrefix = address + "/24" }],
                },
            },
        },
    };

    private (IReadOnlyList<NetworkAttachment> Attachments, IReadOnlyList<string> Warnings) Restore(
        NetworkSpec spec, Dictionary<string, NetworkStatus> statuses, RestoreRequest request) =>
        NetworkIdentity.Attachments(spec, statuses, request, _networks);
}
