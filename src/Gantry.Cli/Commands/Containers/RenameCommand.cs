using Gantry.Cli.CommandLine;

namespace Gantry.Cli.Commands.Containers;

/// <summary><c>gantry rename</c>.</summary>
internal sealed class RenameCommand : CliCommand
{
    /// <summary>Defines the command.</summary>
    public RenameCommand()
        : base("rename", "Rename an existing container", "CONTAINER NAME", Positionals.Exactly(2))
    {
        Details = "Gives a container another name. It may run meanwhile.";
        Examples = ["rename web web-old"];
        Completes = CompletionKind.Containers;
    }

    /// <inheritdoc/>
    public override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        await invocation.Engine.RenameContainerAsync(
            invocation.Arguments[0], invocation.Arguments[1], cancellationToken);
        return ExitCodes.Success;
    }
}
