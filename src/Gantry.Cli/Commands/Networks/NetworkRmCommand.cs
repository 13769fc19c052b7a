using System.CommandLine;
using Gantry.Cli.CommandLine;
using Gantry.Cli.Interaction;
using Gantry.Engine.Model;

namespace Gantry.Cli.Commands.Networks;

/// <summary><c>gantry network rm</c>.</summary>
internal sealed class NetworkRmCommand : CliCommand
{
    private readonly Option<bool> _force;

    /// <summary>Defines the command.</summary>
    public NetworkRmCommand()
        : base("rm", "Remove one or more networks", "[options] NETWORK [NETWORK...]", Positionals.AtLeast(1))
    {
        Details = "Removes networks. One that containers are on stays, unless --force removes the containers too.";
        Examples = ["network rm back", "network rm --force back front"];
        Completes = CompletionKind.Networks;
        _force = Add(Flag.Switch("force", "f", "Remove the containers on the network too, and ignore missing ones"));
    }

    /// <inheritdoc/>
    public override Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var force = invocation.Get(_force);
        return invocation.ForEachAsync<string>(
            invocation.Arguments,
            async name =>
            {
                try
                {
                    await invocation.Engine.RemoveNetworkAsync(name, force, cancellationToken);
                    return name;
                }
                catch (GantryException e) when (e.Code == ErrorCode.NotFound && force)
                {
                    return null;
                }
            },
            ExitCodes.ForRemoval);
    }
}
