using Gantry.Cli.CommandLine;
using Gantry.Engine.Model;

namespace Gantry.Cli.Commands.Networks;

/// <summary><c>gantry network exists</c>.</summary>
internal sealed class NetworkExistsCommand : CliCommand
{
    /// <summary>Defines the command.</summary>
    public NetworkExistsCommand()
        : base("exists", "Check if a network exists", "NETWORK", Positionals.Exactly(1))
    {
        Details = "Prints nothing. The exit code is 0 when the network exists, 1 when it does not.";
        Examples = ["network exists back || gantry network create back"];
        Completes = CompletionKind.Networks;
    }

    /// <inheritdoc/>
    public override Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        try
        {
            invocation.Engine.GetNetwork(invocation.Arguments[0]);
            return Task.FromResult(ExitCodes.Success);
        }
        catch (GantryException e) when (e.Code == ErrorCode.NotFound)
        {
            return Task.FromResult(ExitCodes.NotThere);
        }
    }
}
