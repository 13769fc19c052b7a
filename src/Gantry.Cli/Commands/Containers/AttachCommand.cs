using System.CommandLine;
using Gantry.Cli.CommandLine;
using Gantry.Cli.Interaction;
using Gantry.Cli.Options;

namespace Gantry.Cli.Commands.Containers;

/// <summary><c>gantry attach</c>.</summary>
internal sealed class AttachCommand : CliCommand
{
    private readonly Option<bool> _latest;
    private readonly Option<bool> _noInput;
    private readonly Option<string?> _detachKeys;
    private readonly Option<bool> _signalProxy;

    /// <summary>Defines the command.</summary>
    public AttachCommand()
        : base("attach", "Attach to a running container", "[options] CONTAINER", Positionals.Any)
    {
        Details =
            """
            Connects this terminal to the container's first process until it ends or the detach keys are typed. The
            exit code is the container's.
            """;
        Examples = ["attach shell", "attach --no-stdin web", "attach --detach-keys ctrl-a,d shell"];
        Completes = CompletionKind.Containers;
        _latest = Add(Flag.Switch("latest", "l", "Act on the newest container"));
        _noInput = Add(Flag.Switch("no-stdin", null, "Do not attach standard input"));
        _detachKeys = Add(DetachKeys.Option());
        _signalProxy = Add(Flag.Switch("sig-proxy", null, "Send signals on to the container", initially: true));
    }

    /// <inheritdoc/>
    public override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var container = SingleContainer.Select(invocation, _latest);
        var process = container.Spec.Process;
        var id = container.Id.ToString();
        var input = process.IsInteractive && !invocation.Get(_noInput) ? ConnectedStreams.Input : ConnectedStreams.None;
        using var console = new AttachedConsole(
            invocation.Context,
            process.HasTerminal,
            input | ConnectedStreams.Output | ConnectedStreams.Error,
            invocation.Get(_detachKeys));
        using var proxy = invocation.Get(_signalProxy)
            ? new SignalProxy(invocation.Engine, id, invocation.Context.Interruption)
            : null;
        return await invocation.Engine.AttachAsync(id, console.Streams, cancellationToken) ?? ExitCodes.Success;
    }
}
