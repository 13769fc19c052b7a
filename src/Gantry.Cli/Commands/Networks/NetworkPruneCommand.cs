using System.CommandLine;
using Gantry.Cli.CommandLine;
using Gantry.Cli.Filtering;
using Gantry.Cli.Interaction;

namespace Gantry.Cli.Commands.Networks;

/// <summary><c>gantry network prune</c>.</summary>
internal sealed class NetworkPruneCommand : CliCommand
{
    private const string Warning = "WARNING! This will remove all networks not used by at least one container.";

    private readonly Option<IReadOnlyList<string>> _filters;
    private readonly Option<bool> _force;

    /// <summary>Defines the command.</summary>
    public NetworkPruneCommand()
        : base("prune", "Remove all unused networks", "[options]", Positionals.None)
    {
        Details = "Removes the networks that no container is on, but the default one. Asks first.";
        Examples = ["network prune", "network prune --force --filter label=app=web"];
        _filters = Add(Flag.Array("filter", null, "Remove the networks that meet a condition, KEY=VALUE"));
        _force = Add(Flag.Switch("force", "f", "Do not ask"));
    }

    /// <inheritdoc/>
    public override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var engine = invocation.Engine;
        var filter = NetworkFilter.Parse(
            invocation.Get(_filters), network => engine.NetworkUsers(network.Name).Count > 0, invocation.Context.Time);
        if (!invocation.Get(_force) && !await Confirmation.AskAsync(invocation, Warning, cancellationToken))
        {
            return ExitCodes.Success;
        }

        foreach (var network in engine.PruneNetworks(filter))
        {
            await invocation.Out.WriteLineAsync(network.Name);
        }

        return ExitCodes.Success;
    }
}
