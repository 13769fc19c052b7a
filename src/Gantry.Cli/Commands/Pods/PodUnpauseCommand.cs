using Gantry.Cli.CommandLine;
using Gantry.Cli.Interaction;
using Gantry.Cli.Options;
using Gantry.Engine.Model.Pods;

namespace Gantry.Cli.Commands.Pods;

/// <summary><c>gantry pod unpause</c>.</summary>
internal sealed class PodUnpauseCommand : CliCommand
{
    private readonly PodSelection _selection;

    /// <summary>Defines the command.</summary>
    public PodUnpauseCommand()
        : base("unpause", "Unpause one or more pods", "[options] POD [POD...]", Positionals.Any)
    {
        Details = "Lets the paused containers of pods go on.";
        Examples = ["pod unpause web", "pod unpause --all"];
        Completes = CompletionKind.Pods;
        _selection = AddGroup(new PodSelection("Unpause all pods"));
    }

    /// <inheritdoc/>
    public override Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken) =>
        invocation.ForEachAsync<Pod>(_selection.Select(invocation), async pod =>
        {
            await invocation.Engine.UnpausePodAsync(pod.Id, cancellationToken);
            return pod.Id;
        });
}
