using System.CommandLine;
using Gantry.Cli.CommandLine;
using Gantry.Cli.Filtering;
using Gantry.Cli.Interaction;
using Gantry.Cli.Options;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Containers;

namespace Gantry.Cli.Commands.Containers;

/// <summary><c>gantry container prune</c>.</summary>
internal sealed class PruneCommand : CliCommand
{
    private readonly Option<IReadOnlyList<string>> _filters;
    private readonly Option<bool> _force;

    /// <summary>Defines the command.</summary>
    public PruneCommand()
        : base("prune", "Remove all containers that do not run", "[options]", Positionals.None)
    {
        Details = "Removes all containers that are created or exited, checkpointed ones among them. Asks first.";
        Examples = ["container prune", "container prune --force --filter until=24h"];
        _filters = Add(Flag.Array("filter", null, "Remove the containers that meet a condition, KEY=VALUE"));
        _force = Add(Flag.Switch("force", "f", "Do not ask"));
    }

    /// <inheritdoc/>
    public override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var filter = ContainerFilter.Parse(invocation.Get(_filters), invocation.Engine, invocation.Context.Time);
        if (!invocation.Get(_force)
            && !await Confirmation.AskAsync(
                invocation, "WARNING! This will remove all non running containers.", cancellationToken))
        {
            return ExitCodes.Success;
        }

        var ended = invocation.Engine.ListContainers().Where(container => filter.Matches(container)
            && !container.Spec.IsInfra
            && container.Status.State
                is ContainerState.Created or ContainerState.Stopped or ContainerState.Checkpointed);
        return await invocation.ForEachAsync(
            ended.Select(SelectedContainer.Of),
            container => invocation.Engine.RemoveContainerAsync(
                container.Reference, new ContainerRemoval(), cancellationToken));
    }
}
