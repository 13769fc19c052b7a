using System.CommandLine;
using System.Globalization;
using Gantry.Cli.CommandLine;
using Gantry.Cli.Interaction;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Containers;

namespace Gantry.Cli.Commands.Containers;

/// <summary><c>gantry wait</c>.</summary>
internal sealed class WaitCommand : CliCommand
{
    private readonly Option<IReadOnlyList<string>> _conditions;
    private readonly Option<string?> _interval;
    private readonly Option<bool> _latest;
    private readonly Option<bool> _ignore;

    /// <summary>Defines the command.</summary>
    public WaitCommand()
        : base("wait", "Block on one or more containers", "[options] CONTAINER [CONTAINER...]", Positionals.Any)
    {
        Details =
            "Waits until containers stop, or a condition holds, and prints their exit codes (-1 when they go on).";
        Examples = ["wait job", "wait --condition running web", "wait --interval 2s job1 job2"];
        Completes = CompletionKind.Containers;
        _conditions = Add(Flag.List(
            "condition",
            null,
            "Condition to wait on (created, running, paused, stopped, exited, removing, healthy, unhealthy)"));
        _interval = Add(Flag.Text("interval", "i", "Time between two looks", "250ms"));
        _latest = Add(Flag.Switch("latest", "l", "Act on the newest container"));
        _ignore = Add(Flag.Switch("ignore", null, "Print -1 for a container that is missing"));
    }

    /// <inheritdoc/>
    public override Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var containers = Select(invocation);
        var conditions = invocation.Get(_conditions).Select(ParseCondition).ToList();
        var interval = ParseInterval(invocation);
        return invocation.ForEachAsync<string>(containers, async container =>
        {
            try
            {
                var code = await invocation.Engine.WaitForContainerAsync(
                    container,
                    conditions.Count > 0 ? conditions : [WaitCondition.Stopped],
                    interval,
                    cancellationToken);
                return code.ToString(CultureInfo.InvariantCulture);
            }
            catch (GantryException e) when (e.Code == ErrorCode.NotFound && invocation.Get(_ignore))
            {
                return "-1";
            }
        });
    }

    private IReadOnlyList<string> Select(Invocation invocation)
    {
        if (invocation.Get(_latest))
        {
            return invocation.Arguments.Count == 0
                ? [invocation.Engine.LatestContainer().Id.ToString()]
                : throw new UsageException("--latest and containers cannot be used together");
        }

        return invocation.Arguments.Count > 0
            ? invocation.Arguments
            : throw new UsageException(
                $"\"{invocation.Command.FullName}\" requires a name, id, or the \"--latest\" flag");
    }

    private TimeSpan? ParseInterval(Invocation invocation)
    {
        if (!invocation.IsGiven(_interval))
        {
            return null;
        }

        // A bare number is milliseconds, as Podman has it from Docker.
        var text = invocation.Get(_interval)!;
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds)
            ? TimeSpan.FromMilliseconds(milliseconds)
            : GoDuration.Parse(text);
    }

    private static WaitCondition ParseCondition(string name) => name switch
    {
        "configured" or "created" => WaitCondition.Created,
        "running" => WaitCondition.Running,
        "paused" => WaitCondition.Paused,
        "stopped" or "exited" => WaitCondition.Stopped,
        "removing" => WaitCondition.Removed,
        "healthy" => WaitCondition.Healthy,
        "unhealthy" => WaitCondition.Unhealthy,
        _ => throw new UsageException($"unknown container state: {name}: invalid argument"),
    };
}
