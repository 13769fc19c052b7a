using Gantry.Cli.CommandLine;

namespace Gantry.Cli.Commands.Host;

/// <summary><c>gantry internal healthcheck</c>, which Gantry starts beside a container with a health check.</summary>
internal sealed class HealthWatchCommand : CliCommand
{
    /// <summary>Defines the command.</summary>
    public HealthWatchCommand()
        : base("healthcheck", "Watch a container's health until it ends", "CONTAINER", Positionals.Exactly(1))
    {
        Details = "Gantry starts this beside a container with a health check.";
        Examples = ["internal healthcheck web"];
    }

    /// <inheritdoc/>
    public override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        await invocation.Engine.WatchHealthAsync(invocation.Arguments[0], cancellationToken);
        return ExitCodes.Success;
    }
}
