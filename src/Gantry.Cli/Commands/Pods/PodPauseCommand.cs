using Gantry.Cli.CommandLine;
using Gantry.Cli.Interaction;
using Gantry.Cli.Options;
using Gantry.Engine.Model.Pods;

namespace Gantry.Cli.Commands.Pods;

/// <summary><c>gantry pod pause</c>.</summary>
internal sealed class PodPauseCommand : CliCommand
{
    private readonly PodSelection _selection;

    /// <summary>Defines the command.</summary>
    public PodPauseCommand()
        : base("pause", "Pause one or more pods", "[options] POD [POD...]", Positionals.Any)
    {
        Details = "Freezes the containers of pods.";
        Examples = ["pod pause web", "pod pause --all"];
        Completes = CompletionKind.Pods;
        _selection = AddGroup(new PodSelection("Pause all pods"));
    }

    /// <inheritdoc/>
    public override Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken) =>
        invocation.ForEachAsync<Pod>(_selection.Select(invocation), async pod =>
        {
            await invocation.Engine.PausePodAsync(pod.Id, cancellationToken);
            return pod.Id;
        });
}
