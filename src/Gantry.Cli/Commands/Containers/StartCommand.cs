using System.CommandLine;
using Gantry.Cli.CommandLine;
using Gantry.Cli.Interaction;
using Gantry.Cli.Options;
using Gantry.Engine.Model;

namespace Gantry.Cli.Commands.Containers;

/// <summary><c>gantry start</c>.</summary>
internal sealed class StartCommand : CliCommand
{
    private readonly SelectionOptions _selection;
    private readonly Option<bool> _attach;
    private readonly Option<bool> _interactive;
    private readonly Option<string?> _detachKeys;
    private readonly Option<bool> _signalProxy;

    /// <summary>Defines the command.</summary>
    public StartCommand()
        : base("start", "Start one or more containers", "[options] CONTAINER [CONTAINER...]", Positionals.Any)
    {
        Details =
            """
            Starts containers. A checkpointed container starts its program afresh: use gantry container restore to
            go on.
            """;
        Examples = ["start web", "start --latest", "start --interactive --attach shell"];
        Completes = CompletionKind.Containers;
        _selection = AddGroup(new SelectionOptions("Start all containers that do not run", allLetter: null));
        _attach = Add(Flag.Switch("attach", "a", "Attach to the container's output and wait for its end"));
        _interactive = Add(Flag.Switch("interactive", "i", "Attach to the container's standard input too"));
        _detachKeys = Add(DetachKeys.Option());
        _signalProxy = Add(
            Flag.Switch("sig-proxy", null, "Send signals on to the container when attached", initially: true));
    }

    /// <inheritdoc/>
    public override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var containers = _selection.Select(
            invocation,
            container => container.Status.State is not (ContainerState.Running or ContainerState.Paused),
            nothing: "start requires at least one argument");
        if (!invocation.Get(_attach) && !invocation.Get(_interactive))
        {
            return await invocation.ForEachAsync(containers, async container =>
            {
                var started = await invocation.Engine.StartContainerAsync(container.Reference, cancellationToken);
                invocation.Warn(started.Warnings);
            });
        }

        return containers.Count == 1
            ? await StartAttachedAsync(invocation, containers[0].Reference, cancellationToken)
            : throw new UsageException("you cannot start and attach multiple containers at once");
    }

    private async Task<int> StartAttachedAsync(
        Invocation invocation, string container, CancellationToken cancellationToken)
    {
        var process = invocation.Engine.GetContainer(container).Spec.Process;
        var input = invocation.Get(_interactive) && process.IsInteractive
            ? ConnectedStreams.Input
            : ConnectedStreams.None;
        using var console = new AttachedConsole(
            invocation.Context,
            process.HasTerminal,
            input | ConnectedStreams.Output | ConnectedStreams.Error,
            invocation.Get(_detachKeys));
        using var proxy = invocation.Get(_signalProxy)
            ? new SignalProxy(invocation.Engine, container, invocation.Context.Interruption)
            : null;
        return await invocation.Engine.StartAttachedAsync(container, console.Streams, invocation.Warn, cancellationToken)
            ?? ExitCodes.Success;
    }
}
