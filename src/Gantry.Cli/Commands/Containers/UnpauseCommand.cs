using Gantry.Cli.CommandLine;
using Gantry.Cli.Interaction;
using Gantry.Cli.Options;
using Gantry.Engine.Model;

namespace Gantry.Cli.Commands.Containers;

/// <summary><c>gantry unpause</c>.</summary>
internal sealed class UnpauseCommand : CliCommand
{
    private readonly SelectionOptions _selection;

    /// <summary>Defines the command.</summary>
    public UnpauseCommand()
        : base(
            "unpause",
            "Unpause the processes in one or more containers",
            "[options] CONTAINER [CONTAINER...]",
            Positionals.Any)
    {
        Details = "Lets paused containers go on.";
        Examples = ["unpause web", "unpause --all"];
        Completes = CompletionKind.Containers;
        _selection = AddGroup(new SelectionOptions("Unpause all paused containers"));
    }

    /// <inheritdoc/>
    public override Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken) =>
        invocation.ForEachAsync(
            _selection.Select(invocation, container => container.Status.State == ContainerState.Paused),
            container => invocation.Engine.UnpauseContainerAsync(container.Reference, cancellationToken));
}
