using Gantry.Cli.CommandLine;
using Gantry.Cli.Interaction;
using Gantry.Cli.Options;
using Gantry.Engine.Model.Pods;

namespace Gantry.Cli.Commands.Pods;

/// <summary><c>gantry pod stop</c>.</summary>
internal sealed class PodStopCommand : CliCommand
{
    private readonly PodSelection _selection;
    private readonly TimeoutOption _timeout;

    /// <summary>Defines the command.</summary>
    public PodStopCommand()
        : base("stop", "Stop one or more pods", "[options] POD [POD...]", Positionals.Any)
    {
        Details = "Stops the containers of pods, the infra container last.";
        Examples = ["pod stop web", "pod stop --time 2 --all"];
        Completes = CompletionKind.Pods;
        _selection = AddGroup(new PodSelection("Stop all pods", hasIgnore: true, hasFiles: true));
        _timeout = AddGroup(new TimeoutOption());
    }

    /// <inheritdoc/>
    public override Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken) =>
        invocation.ForEachAsync<Pod>(_selection.Select(invocation), async pod =>
        {
            await invocation.Engine.StopPodAsync(pod.Id, _timeout.Read(invocation), cancellationToken);
            return pod.Id;
        });
}
