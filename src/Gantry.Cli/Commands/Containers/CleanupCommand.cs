using Gantry.Cli.CommandLine;

namespace Gantry.Cli.Commands.Containers;

/// <summary><c>gantry container cleanup</c>, conmon's exit command.</summary>
internal sealed class CleanupCommand : CliCommand
{
    /// <summary>Defines the command.</summary>
    public CleanupCommand()
        : base("cleanup", "Record the end of a container", "CONTAINER", Positionals.Exactly(1))
    {
        Details =
            """
            conmon calls this when a container has exited: the end is recorded, mounts are undone, and the restart
            policy or --rm is followed.
            """;
        Examples = ["container cleanup web"];
    }

    /// <inheritdoc/>
    public override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        await invocation.Engine.CleanUpContainerAsync(invocation.Arguments[0], cancellationToken);
        return ExitCodes.Success;
    }
}
