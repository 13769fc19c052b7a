using Gantry.Cli.CommandLine;
using Gantry.Cli.Interaction;
using Gantry.Cli.Options;
using Gantry.Engine.Model;

namespace Gantry.Cli.Commands.Containers;

/// <summary><c>gantry pause</c>.</summary>
internal sealed class PauseCommand : CliCommand
{
    private readonly SelectionOptions _selection;

    /// <summary>Defines the command.</summary>
    public PauseCommand()
        : base(
            "pause",
            "Pause all the processes in one or more containers",
            "[options] CONTAINER [CONTAINER...]",
            Positionals.Any)
    {
        Details = "Freezes the processes of running containers with the cgroup freezer.";
        Examples = ["pause web", "pause --all"];
        Completes = CompletionKind.Containers;
        _selection = AddGroup(new SelectionOptions("Pause all running containers"));
    }

    /// <inheritdoc/>
    public override Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken) =>
        invocation.ForEachAsync(
            _selection.Select(invocation, container => container.Status.State == ContainerState.Running),
            container => invocation.Engine.PauseContainerAsync(container.Reference, cancellationToken));
}
