using System.CommandLine;
using Gantry.Cli.CommandLine;
using Gantry.Cli.Interaction;
using Gantry.Cli.Options;
using Gantry.Engine.Model;
using Gantry.Engine.Terminals;

namespace Gantry.Cli.Commands.Containers;

/// <summary><c>gantry kill</c>.</summary>
internal sealed class KillCommand : CliCommand
{
    private readonly SelectionOptions _selection;
    private readonly Option<string?> _signal;

    /// <summary>Defines the command.</summary>
    public KillCommand()
        : base(
            "kill",
            "Kill one or more running containers with a specific signal",
            "[options] CONTAINER [CONTAINER...]",
            Positionals.Any)
    {
        Details = "Sends SIGKILL, or the signal given, to the first process of containers.";
        Examples = ["kill web", "kill --signal TERM web", "kill -s USR1 --all"];
        Completes = CompletionKind.Containers;
        _selection = AddGroup(new SelectionOptions("Signal all running containers"));
        _signal = Add(Flag.Text("signal", "s", "Signal to send to the container", "KILL"));
    }

    /// <inheritdoc/>
    public override Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var name = invocation.Get(_signal)!;
        var signal = SignalNames.TryParse(name) ?? throw new UsageException($"invalid signal: {name}");
        return invocation.ForEachAsync(
            _selection.Select(invocation, container => container.Status.State == ContainerState.Running),
            container => invocation.Engine.KillContainerAsync(container.Reference, signal, cancellationToken));
    }
}
