using Gantry.Cli.CommandLine;
using Gantry.Cli.Interaction;
using Gantry.Cli.Options;
using Gantry.Engine.Model.Pods;

namespace Gantry.Cli.Commands.Pods;

/// <summary><c>gantry pod start</c>.</summary>
internal sealed class PodStartCommand : CliCommand
{
    private readonly PodSelection _selection;

    /// <summary>Defines the command.</summary>
    public PodStartCommand()
        : base("start", "Start one or more pods", "[options] POD [POD...]", Positionals.Any)
    {
        Details = "Starts the containers of pods that do not run, the infra container first.";
        Examples = ["pod start web", "pod start --all"];
        Completes = CompletionKind.Pods;
        _selection = AddGroup(new PodSelection("Start all pods", hasFiles: true));
    }

    /// <inheritdoc/>
    public override Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken) =>
        invocation.ForEachAsync<Pod>(_selection.Select(invocation), async pod =>
        {
            invocation.Warn(await invocation.Engine.StartPodAsync(pod.Id, cancellationToken));
            return pod.Id;
        });
}
