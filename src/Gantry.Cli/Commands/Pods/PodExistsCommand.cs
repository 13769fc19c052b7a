using Gantry.Cli.CommandLine;
using Gantry.Engine.Model;

namespace Gantry.Cli.Commands.Pods;

/// <summary><c>gantry pod exists</c>.</summary>
internal sealed class PodExistsCommand : CliCommand
{
    /// <summary>Defines the command.</summary>
    public PodExistsCommand()
        : base("exists", "Check if a pod exists", "POD", Positionals.Exactly(1))
    {
        Details = "Prints nothing. The exit code is 0 when the pod exists, 1 when it does not.";
        Examples = ["pod exists web || gantry pod create --name web"];
        Completes = CompletionKind.Pods;
    }

    /// <inheritdoc/>
    public override Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        try
        {
            invocation.Engine.GetPod(invocation.Arguments[0]);
            return Task.FromResult(ExitCodes.Success);
        }
        catch (GantryException e) when (e.Code == ErrorCode.NotFound)
        {
            return Task.FromResult(ExitCodes.NotThere);
        }
    }
}
