using Gantry.Cli.CommandLine;
using Gantry.Cli.Interaction;
using Gantry.Cli.Options;
using Gantry.Engine.Model.Pods;

namespace Gantry.Cli.Commands.Pods;

/// <summary><c>gantry pod restart</c>.</summary>
internal sealed class PodRestartCommand : CliCommand
{
    private readonly PodSelection _selection;

    /// <summary>Defines the command.</summary>
    public PodRestartCommand()
        : base("restart", "Restart one or more pods", "[options] POD [POD...]", Positionals.Any)
    {
        Details = "Stops the containers of pods and starts them again.";
        Examples = ["pod restart web", "pod restart --all"];
        Completes = CompletionKind.Pods;
        _selection = AddGroup(new PodSelection("Restart all pods"));
    }

    /// <inheritdoc/>
    public override Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken) =>
        invocation.ForEachAsync<Pod>(_selection.Select(invocation), async pod =>
        {
            invocation.Warn(await invocation.Engine.RestartPodAsync(pod.Id, cancellationToken));
            return pod.Id;
        });
}
