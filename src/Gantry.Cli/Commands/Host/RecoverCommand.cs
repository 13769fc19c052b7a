using Gantry.Cli.CommandLine;

namespace Gantry.Cli.Commands.Host;

/// <summary><c>gantry recover</c>.</summary>
internal sealed class RecoverCommand : CliCommand
{
    /// <summary>Defines the command.</summary>
    public RecoverCommand()
        : base("recover", "Finish or undo what interrupted commands left behind", "[CONTAINER]", Positionals.AtMost(1))
    {
        Details =
            """
            A command that was killed half-way leaves notes of what it had begun. Any later command that touches the
            container undoes it first; this one does so now, for one container or for all, and prints their ids.
            """;
        Examples = ["recover", "recover web"];
        Completes = CompletionKind.Containers;
    }

    /// <inheritdoc/>
    public override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var container = invocation.Arguments.Count > 0 ? invocation.Arguments[0] : null;
        foreach (var id in await invocation.Engine.RecoverAsync(container, cancellationToken))
        {
            await invocation.Out.WriteLineAsync(id.ToString());
        }

        return ExitCodes.Success;
    }
}
