using Gantry.Cli.CommandLine;
using Gantry.Cli.Interaction;
using Gantry.Cli.Options;
using Gantry.Engine.Model;

namespace Gantry.Cli.Commands.Containers;

/// <summary><c>gantry stop</c>.</summary>
internal sealed class StopCommand : CliCommand
{
    private readonly SelectionOptions _selection;
    private readonly TimeoutOption _timeout;

    /// <summary>Defines the command.</summary>
    public StopCommand()
        : base("stop", "Stop one or more containers", "[options] CONTAINER [CONTAINER...]", Positionals.Any)
    {
        Details = "Asks containers to end with their stop signal, and kills them when they have not ended in time.";
        Examples = ["stop web", "stop --latest", "stop --time 2 web db"];
        Completes = CompletionKind.Containers;
        _selection = AddGroup(new SelectionOptions("Stop all running containers", hasIgnore: true));
        _timeout = AddGroup(new TimeoutOption());
    }

    /// <inheritdoc/>
    public override Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken) =>
        invocation.ForEachAsync(
            _selection.Select(
                invocation, container => container.Status.State is ContainerState.Running or ContainerState.Paused),
            container => invocation.Engine.StopContainerAsync(
                container.Reference, _timeout.Read(invocation), cancellationToken));
}
