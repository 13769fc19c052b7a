using Gantry.Cli.CommandLine;
using Gantry.Cli.Interaction;

namespace Gantry.Cli.Commands.Migrations;

/// <summary><c>gantry host rm</c>.</summary>
internal sealed class HostRmCommand : CliCommand
{
    /// <summary>Defines the command.</summary>
    public HostRmCommand()
        : base("rm", "Forget one or more named hosts", "NAME [NAME...]", Positionals.AtLeast(1))
    {
        Details = "Takes the names away. Nothing is changed on the hosts, and migrations under way keep their way there.";
        Examples = ["host rm rack2"];
    }

    /// <inheritdoc/>
    public override Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken) =>
        invocation.ForEachAsync(invocation.Arguments, name =>
        {
            invocation.Engine.RemoveHost(name);
            return Task.FromResult<string?>(name);
        });
}
