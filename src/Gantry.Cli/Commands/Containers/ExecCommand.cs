using System.CommandLine;
using Gantry.Cli.CommandLine;
using Gantry.Cli.Interaction;
using Gantry.Cli.Options;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Containers;

namespace Gantry.Cli.Commands.Containers;

/// <summary><c>gantry exec</c>.</summary>
internal sealed class ExecCommand : CliCommand
{
    private readonly Option<bool> _detach;
    private readonly Option<string?> _detachKeys;
    private readonly Option<IReadOnlyList<string>> _environment;
    private readonly Option<IReadOnlyList<string>> _environmentFiles;
    private readonly Option<bool> _interactive;
    private readonly Option<bool> _latest;
    private readonly Option<bool> _privileged;
    private readonly Option<bool> _terminal;
    private readonly Option<string?> _user;
    private readonly Option<string?> _workingDirectory;

    /// <summary>Defines the command.</summary>
    public ExecCommand()
        : base(
            "exec", "Run a process in a running container", "[options] CONTAINER [COMMAND [ARG...]]", Positionals.Any)
    {
        Details = "Runs one more command inside a running container. The exit code is the command's.";
        Examples = ["exec web ls /data", "exec -it web sh", "exec --user 1000 -w /tmp web pwd"];
        StopsAtFirstPositional = true;
        Completes = CompletionKind.Containers;
        _detach = Add(Flag.Switch("detach", "d", "Run in the background and print the session's id"));
        _detachKeys = Add(DetachKeys.Option());
        _environment = Add(Flag.Array("env", "e", "Set an environment variable, KEY=VALUE or KEY"));
        _environmentFiles = Add(Flag.List("env-file", null, "Read environment variables from a file"));
        _interactive = Add(Flag.Switch("interactive", "i", "Keep standard input open"));
        _latest = Add(Flag.Switch("latest", "l", "Act on the newest container"));
        _privileged = Add(Flag.Switch("privileged", null, "Give the process all capabilities"));
        _terminal = Add(Flag.Switch("tty", "t", "Give the process a terminal"));
        _user = Add(Flag.Text("user", "u", "User name or id, USER[:GROUP]"));
        _workingDirectory = Add(Flag.Text("workdir", "w", "Working directory inside the container"));
    }

    /// <inheritdoc/>
    public override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var (container, command) = Split(invocation);
        var request = ToRequest(invocation, command);
        if (invocation.Get(_detach))
        {
            await invocation.Out.WriteLineAsync(
                await invocation.Engine.ExecDetachedAsync(container, request, cancellationToken));
            return ExitCodes.Success;
        }

        var input = invocation.Get(_interactive) ? ConnectedStreams.Input : ConnectedStreams.None;
        using var console = new AttachedConsole(
            invocation.Context,
            request.HasTerminal,
            input | ConnectedStreams.Output | ConnectedStreams.Error,
            invocation.Get(_detachKeys));
        return await invocation.Engine.ExecAsync(
            container, request, console.Streams, cancellationToken) ?? ExitCodes.Success;
    }

    /// <summary>The request that the words make; a seam for tests.</summary>
    public ExecRequest ToRequest(Invocation invocation, IReadOnlyList<string> command) => new()
    {
        Command = command,
        Environment = ReadEnvironment(invocation),
        WorkingDirectory = invocation.Get(_workingDirectory),
        User = invocation.Get(_user),
        Privileged = invocation.Get(_privileged),
        Input = InputModes.From(invocation.Get(_interactive), invocation.Get(_terminal)),
    };

    private (string Container, IReadOnlyList<string> Command) Split(Invocation invocation)
    {
        var words = invocation.Arguments;
        var isLatest = invocation.Get(_latest);
        if (words.Count == 0 && !isLatest)
        {
            throw new UsageException("exec requires the name or ID of a container or the --latest flag");
        }

        IReadOnlyList<string> command = isLatest ? words : [.. words.Skip(1)];
        var container = isLatest ? invocation.Engine.LatestContainer().Id.ToString() : words[0];
        return command.Count > 0
            ? (container, command)
            : throw new UsageException("must provide a non-empty command to start an exec session: invalid argument");
    }

    private IReadOnlyList<string> ReadEnvironment(Invocation invocation)
    {
        IEnumerable<string> entries =
        [
            .. invocation.Get(_environmentFiles).SelectMany(
                file => EnvironmentFile.Read(invocation.Context.Resolve(file))),
            .. invocation.Get(_environment),
        ];
        return [.. entries.Select(entry => entry.Contains('=', StringComparison.Ordinal)
            ? entry
            : invocation.Context.Environment(entry) is { } value ? $"{entry}={value}" : null).OfType<string>()];
    }
}
