using System.Globalization;
using Gantry.Cli.CommandLine;

namespace Gantry.Cli.Commands.Host;

/// <summary><c>gantry internal loopback</c>: what CRIU runs in a restore of a container without networks.</summary>
internal sealed class LoopbackCommand : CliCommand
{
    /// <summary>Defines the command.</summary>
    public LoopbackCommand()
        : base("loopback", "Bring up the loopback interface of a process", "PID", Positionals.Exactly(1))
    {
        Details = "Brings up the interface lo in the network namespace of a process of this host.";
        Examples = ["internal loopback 4711"];
    }

    /// <inheritdoc/>
    public override Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        if (!int.TryParse(invocation.Arguments[0], NumberStyles.None, CultureInfo.InvariantCulture, out var pid))
        {
            throw new UsageException($"\"{invocation.Arguments[0]}\" is not the number of a process");
        }

        Engine.Engine.SetUpLoopback(pid);
        return Task.FromResult(ExitCodes.Success);
    }
}
