using System.CommandLine;
using Gantry.Cli.CommandLine;
using Gantry.Engine.Model.Containers;

namespace Gantry.Cli.Commands.Networks;

/// <summary><c>gantry network connect</c>.</summary>
internal sealed class NetworkConnectCommand : CliCommand
{
    private readonly Option<IReadOnlyList<string>> _aliases;
    private readonly Option<string?> _ip;
    private readonly Option<string?> _ip6;
    private readonly Option<string?> _macAddress;

    /// <summary>Defines the command.</summary>
    public NetworkConnectCommand()
        : base("connect", "Add a container to a network", "[options] NETWORK CONTAINER", Positionals.Exactly(2))
    {
        Details = "Puts a container on one more network. One that runs gets the interface at once.";
        Examples = ["network connect back web", "network connect --ip 10.77.0.9 --alias db back web"];
        Completes = CompletionKind.Networks;
        _aliases = Add(Flag.List("alias", null, "Other name of the container on the network"));
        _ip = Add(Flag.Text("ip", null, "Fixed IPv4 address"));
        _ip6 = Add(Flag.Text("ip6", null, "Fixed IPv6 address"));
        _macAddress = Add(Flag.Text("mac-address", null, "Fixed hardware address"));
    }

    /// <inheritdoc/>
    public override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var attachment = new NetworkAttachment
        {
            Network = invocation.Arguments[0],
            Aliases = invocation.Get(_aliases),
            StaticAddresses = [.. new[] { invocation.Get(_ip), invocation.Get(_ip6) }.OfType<string>()],
            StaticMac = invocation.Get(_macAddress),
        };
        await invocation.Engine.ConnectNetworkAsync(invocation.Arguments[1], attachment, cancellationToken);
        return ExitCodes.Success;
    }
}
