using System.CommandLine;
using Gantry.Cli.CommandLine;
using Gantry.Cli.Options;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Networks;

namespace Gantry.Cli.Commands.Networks;

/// <summary><c>gantry network create</c>.</summary>
internal sealed class NetworkCreateCommand : CliCommand
{
    private readonly Option<string?> _driver;
    private readonly Option<IReadOnlyList<string>> _subnets;
    private readonly Option<IReadOnlyList<string>> _gateways;
    private readonly Option<IReadOnlyList<string>> _ranges;
    private readonly Option<bool> _ipv6;
    private readonly Option<bool> _internal;
    private readonly Option<bool> _disableDns;
    private readonly Option<IReadOnlyList<string>> _dns;
    private readonly Option<IReadOnlyList<string>> _options;
    private readonly Option<IReadOnlyList<string>> _labels;
    private readonly Option<string?> _addressManagement;
    private readonly Option<string?> _interface;
    private readonly Option<bool> _ignore;

    /// <summary>Defines the command.</summary>
    public NetworkCreateCommand()
        : base("create", "Create a network", "[options] [NAME]", Positionals.AtMost(1))
    {
        Details =
            """
            Creates a network and prints its name; without a name one is made up. Without --subnet it gets the next free
            one. Containers find each other by name on it unless --disable-dns is given.
            """;
        Examples =
        [
            "network create back",
            "network create --subnet 10.77.0.0/24 --gateway 10.77.0.1 --ip-range 10.77.0.128/25 front",
            "network create --driver macvlan --opt parent=eth0 --subnet 192.0.2.0/24 lan",
        ];
        _driver = Add(Flag.Text("driver", "d", "Driver: bridge, macvlan or ipvlan", NetworkDrivers.Bridge));
        _subnets = Add(Flag.Array("subnet", null, "Subnet, e.g. 10.77.0.0/24"));
        _gateways = Add(Flag.Array("gateway", null, "Gateway of the subnet at the same place"));
        _ranges = Add(Flag.Array("ip-range", null, "Part of the subnet to give addresses from: FIRST-LAST or a prefix"));
        _ipv6 = Add(Flag.Switch("ipv6", null, "IPv6 besides IPv4"));
        _internal = Add(Flag.Switch("internal", null, "Restrict access to and from outside"));
        _disableDns = Add(Flag.Switch("disable-dns", null, "Do not resolve names of containers"));
        _dns = Add(Flag.List("dns", null, "Name server that the network asks"));
        _options = Add(Flag.Array("opt", "o", "Option of the driver, KEY=VALUE"));
        _labels = Add(Flag.Array("label", null, "Label, KEY=VALUE"));
        _addressManagement = Add(Flag.Text("ipam-driver", null, "How addresses are given out: host-local or none"));
        _interface = Add(Flag.Text("interface-name", null, "Name of the bridge, or the parent interface"));
        _ignore = Add(Flag.Switch("ignore", null, "Do not fail when the network exists"));
    }

    /// <inheritdoc/>
    public override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var name = invocation.Arguments.Count > 0 ? invocation.Arguments[0] : null;
        try
        {
            name = invocation.Engine.CreateNetwork(ToRequest(invocation, name)).Name;
        }
        catch (GantryException e) when (e.Code == ErrorCode.AlreadyExists && invocation.Get(_ignore))
        {
            // It is there, which is what was asked for.
        }

        await invocation.Out.WriteLineAsync(name);
        return ExitCodes.Success;
    }

    private NetworkCreateRequest ToRequest(Invocation invocation, string? name) => new()
    {
        Name = name,
        Driver = invocation.Get(_driver)!,
        Subnets = invocation.Get(_subnets),
        Gateways = invocation.Get(_gateways),
        Ranges = invocation.Get(_ranges),
        Traits = (invocation.Get(_ipv6) ? NetworkTraits.IPv6 : NetworkTraits.None)
            | (invocation.Get(_internal) ? NetworkTraits.Internal : NetworkTraits.None)
            | (invocation.Get(_disableDns) ? NetworkTraits.WithoutDns : NetworkTraits.None),
        DnsServers = invocation.Get(_dns),
        Options = KeyValues.Parse(invocation.Get(_options)),
        Labels = KeyValues.Parse(invocation.Get(_labels)),
        AddressManagement = invocation.Get(_addressManagement) is { Length: > 0 } management ? management : null,
        Interface = invocation.Get(_interface),
    };
}
