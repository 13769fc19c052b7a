using Gantry.Cli.CommandLine;

namespace Gantry.Cli.Commands.Volumes;

/// <summary><c>gantry volume exists</c>.</summary>
internal sealed class VolumeExistsCommand : CliCommand
{
    /// <summary>Defines the command.</summary>
    public VolumeExistsCommand()
        : base("exists", "Check if a volume exists", "VOLUME", Positionals.Exactly(1))
    {
        Details = "Prints nothing. The exit code is 0 when the volume exists, 1 when it does not.";
        Examples = ["volume exists data || gantry volume create data"];
        Completes = CompletionKind.Volumes;
    }

    /// <inheritdoc/>
    public override Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken) => Task.FromResult(
        invocation.Engine.VolumeExists(invocation.Arguments[0]) ? ExitCodes.Success : ExitCodes.NotThere);
}
