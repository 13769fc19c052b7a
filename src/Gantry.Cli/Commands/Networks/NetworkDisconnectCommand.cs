using System.CommandLine;
using Gantry.Cli.CommandLine;
using Gantry.Engine.Model;

namespace Gantry.Cli.Commands.Networks;

/// <summary><c>gantry network disconnect</c>.</summary>
internal sealed class NetworkDisconnectCommand : CliCommand
{
    private readonly Option<bool> _force;

    /// <summary>Defines the command.</summary>
    public NetworkDisconnectCommand()
        : base("disconnect", "Remove a container from a network", "[options] NETWORK CONTAINER", Positionals.Exactly(2))
    {
        Details = "Takes a container off a network. One that runs loses the interface at once.";
        Examples = ["network disconnect back web"];
        Completes = CompletionKind.Networks;
        _force = Add(Flag.Switch("force", "f", "Do not fail when container or network are not there"));
    }

    /// <inheritdoc/>
    public override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        try
        {
            await invocation.Engine.DisconnectNetworkAsync(
                invocation.Arguments[1], invocation.Arguments[0], cancellationToken);
        }
        catch (GantryException e) when (e.Code == ErrorCode.NotFound && invocation.Get(_force))
        {
            // Nothing is connected, which is what was asked for.
        }

        return ExitCodes.Success;
    }
}
