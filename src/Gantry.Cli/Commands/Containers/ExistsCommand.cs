using Gantry.Cli.CommandLine;
using Gantry.Engine.Model;

namespace Gantry.Cli.Commands.Containers;

/// <summary><c>gantry container exists</c>.</summary>
internal sealed class ExistsCommand : CliCommand
{
    /// <summary>Defines the command.</summary>
    public ExistsCommand()
        : base("exists", "Check if a container exists", "[options] CONTAINER", Positionals.Exactly(1))
    {
        Details = "Prints nothing. The exit code is 0 when the container exists, 1 when it does not.";
        Examples = ["container exists web || gantry run -d --name web localhost/app:1"];
        Completes = CompletionKind.Containers;
        Add(Flag.Switch("external", null, "Accepted for Podman's sake; there are no other containers"));
    }

    /// <inheritdoc/>
    public override Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        try
        {
            invocation.Engine.GetContainer(invocation.Arguments[0]);
            return Task.FromResult(ExitCodes.Success);
        }
        catch (GantryException e) when (e.Code == ErrorCode.NotFound)
        {
            return Task.FromResult(ExitCodes.NotThere);
        }
    }
}
