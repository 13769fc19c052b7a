using System.CommandLine;
using Gantry.Cli.CommandLine;
using Gantry.Cli.Interaction;
using Gantry.Cli.Options;
using Gantry.Engine.Model.Pods;
using Gantry.Engine.Terminals;

namespace Gantry.Cli.Commands.Pods;

/// <summary><c>gantry pod kill</c>.</summary>
internal sealed class PodKillCommand : CliCommand
{
    private readonly PodSelection _selection;
    private readonly Option<string?> _signal;

    /// <summary>Defines the command.</summary>
    public PodKillCommand()
        : base("kill", "Send a signal to the containers of one or more pods", "[options] POD [POD...]", Positionals.Any)
    {
        Details = "Sends SIGKILL, or the signal given, to the first process of each container of pods.";
        Examples = ["pod kill web", "pod kill --signal TERM web"];
        Completes = CompletionKind.Pods;
        _selection = AddGroup(new PodSelection("Kill all pods"));
        _signal = Add(Flag.Text("signal", "s", "Signal to send to the containers", "KILL"));
    }

    /// <inheritdoc/>
    public override Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var name = invocation.Get(_signal)!;
        var signal = SignalNames.TryParse(name) ?? throw new UsageException($"invalid signal: {name}");
        return invocation.ForEachAsync<Pod>(_selection.Select(invocation), async pod =>
        {
            await invocation.Engine.KillPodAsync(pod.Id, signal, cancellationToken);
            return pod.Id;
        });
    }
}
