using System.CommandLine;
using Gantry.Cli.CommandLine;
using Gantry.Engine.Model.Containers;

namespace Gantry.Cli.Options;

/// <summary>Health check of a new container.</summary>
internal sealed class HealthOptions : IOptionGroup
{
    private readonly Option<string?> _command = Flag.Text(
        "health-cmd", null, "Command that tells whether the container is well (\"none\" disables the image's)");

    private readonly Option<string?> _interval = Flag.Text(
        "health-interval", null, "Time between checks (default \"30s\")");
    private readonly Option<string?> _timeout = Flag.Text(
        "health-timeout", null, "Time a check may take (default \"30s\")");
    private readonly Option<string?> _startPeriod = Flag.Text(
        "health-start-period", null, "Time after the start in which failures do not count (default \"0s\")");

    private readonly Option<long?> _retries = Flag.Integer(
        "health-retries", null, "Failures in a row that make it unhealthy (default 3)");

    private readonly Option<bool> _none = Flag.Switch("no-healthcheck", null, "Disable health checks");

    /// <inheritdoc/>
    public IEnumerable<Option> Options => [_command, _interval, _timeout, _startPeriod, _retries, _none];

    /// <summary>What was asked for; null leaves it to the image.</summary>
    public HealthCheck? Read(Invocation invocation)
    {
        var command = invocation.Get(_command);
        if (invocation.Get(_none))
        {
            return command is null
                ? HealthCheck.Disabled
                : throw new UsageException("cannot specify both --no-healthcheck and --health-cmd");
        }

        return string.IsNullOrEmpty(command)
            ? null
            : HealthCheck.Parse(
                command,
                invocation.Get(_interval),
                invocation.Get(_timeout),
                invocation.Get(_startPeriod),
                (int?)invocation.Get(_retries));
    }
}
