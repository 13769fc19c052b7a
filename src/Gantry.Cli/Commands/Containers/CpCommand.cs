using Gantry.Cli.CommandLine;
using Gantry.Engine.Model.Containers;

namespace Gantry.Cli.Commands.Containers;

/// <summary><c>gantry cp</c>.</summary>
internal sealed class CpCommand : CliCommand
{
    /// <summary>Defines the command.</summary>
    public CpCommand()
        : base(
            "cp",
            "Copy files and folders between a container and the host",
            "[options] [CONTAINER:]SOURCE [CONTAINER:]DESTINATION",
            Positionals.Exactly(2))
    {
        Details =
            """
            Copies a file or a folder into or out of a container, running or not. A lone - reads a tar from standard
            input, or writes one to standard output.
            """;
        Examples = ["cp web:/etc/app.conf .", "cp ./data web:/srv", "cp web:/data - | tar -t"];
        Completes = CompletionKind.Containers;
    }

    /// <inheritdoc/>
    public override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var source = ParseEndpoint(invocation, invocation.Arguments[0], Direction.From);
        var destination = ParseEndpoint(invocation, invocation.Arguments[1], Direction.To);
        if (source is not CopyEndpoint.InContainer && destination is not CopyEndpoint.InContainer)
        {
            throw new UsageException("one of the two must be in a container: CONTAINER:PATH");
        }

        await invocation.Engine.CopyAsync(source, destination, cancellationToken);
        return ExitCodes.Success;
    }

    /// <summary>Reads <c>CONTAINER:PATH</c>, a path on the host, or <c>-</c>; a seam for tests.</summary>
    public static CopyEndpoint ParseEndpoint(Invocation invocation, string text, Direction direction)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);

        // A path that begins with / or . is the host's, whatever colons follow.
        if (colon > 0 && text[0] is not ('/' or '.'))
        {
            return colon + 1 < text.Length
                ? new CopyEndpoint.InContainer(text[..colon], text[(colon + 1)..])
                : throw new UsageException($"invalid path \"{text}\": nothing follows the colon");
        }

        if (text != "-")
        {
            return text.Length > 0
                ? new CopyEndpoint.OnHost(ResolveKeepingSlash(invocation, text))
                : throw new UsageException("name or ID cannot be empty");
        }

        var isTerminal = direction == Direction.From
            ? invocation.Context.Terminals.Input
            : invocation.Context.Terminals.Output;
        if (isTerminal)
        {
            throw new UsageException("cannot copy a tar from or to a terminal: redirect it");
        }

        return new CopyEndpoint.TarStream(
            direction == Direction.From ? invocation.Context.OpenInput() : invocation.Context.OpenOutput());
    }

    /// <summary>The end of a path says what is copied: <c>dir</c>, <c>dir/</c> and <c>dir/.</c> differ.</summary>
    private static string ResolveKeepingSlash(Invocation invocation, string text)
    {
        var path = invocation.Context.Resolve(text);
        return text.EndsWith("/.", StringComparison.Ordinal) || text == "." ? Path.Join(path, ".")
            : text.EndsWith('/') && path != "/" ? path.TrimEnd('/') + "/"
            : path;
    }

    /// <summary>Which side of a copy.</summary>
    internal enum Direction
    {
        /// <summary>What is copied.</summary>
        From,

        /// <summary>Where it goes.</summary>
        To,
    }
}
