using System.CommandLine;
using Gantry.Cli.CommandLine;
using Gantry.Cli.Interaction;
using Gantry.Cli.Options;
using Gantry.Engine.Model;

namespace Gantry.Cli.Commands.Containers;

/// <summary><c>gantry restart</c>.</summary>
internal sealed class RestartCommand : CliCommand
{
    private readonly SelectionOptions _selection;
    private readonly TimeoutOption _timeout;
    private readonly Option<bool> _running;

    /// <summary>Defines the command.</summary>
    public RestartCommand()
        : base("restart", "Restart one or more containers", "[options] CONTAINER [CONTAINER...]", Positionals.Any)
    {
        Details = "Stops containers and starts them again. Those that do not run are started.";
        Examples = ["restart web", "restart --latest", "restart --time 2 web db"];
        Completes = CompletionKind.Containers;
        _selection = AddGroup(new SelectionOptions("Restart all containers"));
        _timeout = AddGroup(new TimeoutOption());
        _running = Add(Flag.Switch("running", null, "Restart only those that run, with --all"));
    }

    /// <inheritdoc/>
    public override Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken) =>
        invocation.ForEachAsync(
            _selection.Select(
                invocation, container => !invocation.Get(_running) || container.Status.State == ContainerState.Running),
            async container =>
            {
                var started = await invocation.Engine.RestartContainerAsync(
                    container.Reference, _timeout.Read(invocation), cancellationToken);
                invocation.Warn(started.Warnings);
            });
}
