using System.CommandLine;
using Gantry.Cli.CommandLine;
using Gantry.Cli.Interaction;
using Gantry.Cli.Options;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Containers;

namespace Gantry.Cli.Commands.Containers;

/// <summary><c>gantry run</c>.</summary>
internal sealed class RunCommand : CliCommand
{
    private readonly CreateOptions _options;
    private readonly ProgressOptions _progress;
    private readonly Option<bool> _detach;
    private readonly Option<IReadOnlyList<string>> _attach;
    private readonly Option<string?> _detachKeys;
    private readonly Option<bool> _signalProxy;

    /// <summary>Defines the command.</summary>
    public RunCommand()
        : base("run", "Run a command in a new container", "[options] IMAGE [COMMAND [ARG...]]", Positionals.AtLeast(1))
    {
        Details =
            """
            Creates a container from an image, pulling it if it is missing, and starts it. Without --detach the exit
            code is the container's own. Words after the image belong to the command in the container.
            """;
        Examples =
        [
            "run -d --name web -v data:/data localhost/app:1",
            "run -it --rm localhost/app:1 sh",
            "run --rm -e GREETING=hello localhost/app:1 sh -c 'echo $GREETING'",
        ];
        StopsAtFirstPositional = true;
        Completes = CompletionKind.Images;
        _options = AddGroup(new CreateOptions());
        _progress = AddGroup(new ProgressOptions());
        _detach = Add(Flag.Switch("detach", "d", "Run in the background and print the container's id"));
        _attach = Add(Flag.List("attach", "a", "Connect only these: stdin, stdout, stderr"));
        _detachKeys = Add(DetachKeys.Option());
        _signalProxy = Add(Flag.Switch("sig-proxy", null, "Send signals on to the container", initially: true));
    }

    /// <summary>The request that the words make; a seam for tests.</summary>
    public CreateOptions Request => _options;

    /// <inheritdoc/>
    public override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var request = _options.Read(invocation);
        var connected = Connected(invocation, request.Input);
        var container = await CreateAsync(invocation, request, cancellationToken);
        try
        {
            if (invocation.Get(_detach))
            {
                var started = await invocation.Engine.StartContainerAsync(container, cancellationToken);
                invocation.Warn(started.Warnings);
                await invocation.Out.WriteLineAsync(container);
                return ExitCodes.Success;
            }

            var code = await RunAttachedAsync(invocation, container, request.Input, connected, cancellationToken);
            if (code is not null && request.AutoRemove)
            {
                // conmon's exit command does it too, but perhaps later than the person's next command.
                await RemoveAsync(invocation, container);
            }

            return code ?? ExitCodes.Success;
        }
        catch (GantryException) when (request.AutoRemove)
        {
            await RemoveAsync(invocation, container);
            throw;
        }
    }

    private async Task<string> CreateAsync(
        Invocation invocation, CreateRequest request, CancellationToken cancellationToken)
    {
        using var progress = _progress.Begin(invocation);
        var created = await invocation.Engine.CreateContainerAsync(request, progress, cancellationToken);
        invocation.Warn(created.Warnings);
        return created.Container.Id.ToString();
    }

    /// <returns>The container's exit code; null after detaching.</returns>
    private async Task<int?> RunAttachedAsync(
        Invocation invocation,
        string container,
        StandardInputMode input,
        ConnectedStreams connected,
        CancellationToken cancellationToken)
    {
        var hasTerminal = input is StandardInputMode.Terminal or StandardInputMode.InteractiveTerminal;
        using var console = new AttachedConsole(
            invocation.Context, hasTerminal, connected, invocation.Get(_detachKeys));
        using var proxy = invocation.Get(_signalProxy)
            ? new SignalProxy(invocation.Engine, container, invocation.Context.Interruption)
            : null;
        return await invocation.Engine.StartAttachedAsync(container, console.Streams, invocation.Warn, cancellationToken);
    }

    private ConnectedStreams Connected(Invocation invocation, StandardInputMode input)
    {
        var names = invocation.Get(_attach);
        if (names.Count > 0 && invocation.Get(_detach))
        {
            throw new UsageException("conflicting options: cannot specify both --attach and --detach");
        }

        var isInteractive = input is StandardInputMode.Interactive or StandardInputMode.InteractiveTerminal;
        return names.Count == 0
            ? ConnectedStreams.Output | ConnectedStreams.Error
                | (isInteractive ? ConnectedStreams.Input : ConnectedStreams.None)
            : names.Aggregate(ConnectedStreams.None, (connected, name) => connected | StreamOf(name));
    }

    private static ConnectedStreams StreamOf(string name) => name.ToUpperInvariant() switch
    {
        "STDIN" => ConnectedStreams.Input,
        "STDOUT" => ConnectedStreams.Output,
        "STDERR" => ConnectedStreams.Error,
        _ => throw new UsageException(
            $"invalid stream \"{name}\" for --attach - must be one of stdin, stdout, or stderr: invalid argument"),
    };

    /// <summary>Removes it, unless it is gone already.</summary>
    private static async Task RemoveAsync(Invocation invocation, string container)
    {
        try
        {
            await invocation.Engine.RemoveContainerAsync(
                container, new ContainerRemoval { Force = true, Volumes = true }, CancellationToken.None);
        }
        catch (GantryException e) when (e.Code == ErrorCode.NotFound)
        {
            // The engine has removed it already.
        }
    }
}
