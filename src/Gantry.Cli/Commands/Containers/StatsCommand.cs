using System.CommandLine;
using Gantry.Cli.CommandLine;
using Gantry.Cli.Rendering;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Containers;

namespace Gantry.Cli.Commands.Containers;

/// <summary><c>gantry stats</c>.</summary>
internal sealed class StatsCommand : CliCommand
{
    private const string Clear = "\e[H\e[2J";

    private readonly Option<bool> _all;
    private readonly Option<string?> _format;
    private readonly Option<long?> _interval;
    private readonly Option<bool> _latest;
    private readonly Option<bool> _noReset;
    private readonly Option<bool> _noStream;
    private readonly Option<bool> _noTruncate;

    /// <summary>Defines the command.</summary>
    public StatsCommand()
        : base("stats", "Display what containers use of the machine, live", "[options] [CONTAINER...]", Positionals.Any)
    {
        Details =
            """
            Shows processor, memory, network, disks and processes of running containers, again and again until it is
            interrupted. The share of the processor is since the row before, of one processor; the first one is since the
            container's start.
            """;
        Examples = ["stats", "stats --no-stream web", "stats --no-stream --format json"];
        Completes = CompletionKind.Containers;
        _all = Add(Flag.Switch("all", "a", "Show all the containers, default is only running containers"));
        _format = Add(Flag.Text("format", null, "Print JSON, or each container through a Go template"));
        _interval = Add(Flag.Integer("interval", "i", "Time in seconds between two rounds", 5));
        _latest = Add(Flag.Switch("latest", "l", "Act on the newest container"));
        _noReset = Add(Flag.Switch("no-reset", null, "Do not clear the terminal between two rounds"));
        _noStream = Add(Flag.Switch("no-stream", null, "Show one round and end"));
        _noTruncate = Add(Flag.Switch("no-trunc", null, "Print ids in full"));
    }

    /// <inheritdoc/>
    public override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        Check(invocation);
        var listing = new UsageListing(!invocation.Get(_noTruncate));
        var clears = invocation.Context.Terminals.Output && !invocation.Get(_noReset) && !invocation.Get(_noStream);
        var interval = TimeSpan.FromSeconds(Math.Max(1, invocation.Get(_interval) ?? 1));
        Dictionary<ContainerId, ContainerUsage> before = [];
        while (true)
        {
            var now = Read(invocation);
            var text = listing.Render([.. now.Select(one => (one, before.GetValueOrDefault(one.Id)))], invocation.Get(_format));
            await invocation.Out.WriteAsync(clears ? Clear + text : text);
            await invocation.Out.FlushAsync(cancellationToken);
            if (invocation.Get(_noStream))
            {
                return ExitCodes.Success;
            }

            before = now.ToDictionary(one => one.Id);
            try
            {
                await Task.Delay(interval, invocation.Context.Time, cancellationToken);
            }
            catch (OperationCanceledException)
            {
                // Ctrl-C is how one leaves.
                return ExitCodes.Success;
            }
        }
    }

    private void Check(Invocation invocation)
    {
        var (all, latest, named) = (invocation.Get(_all), invocation.Get(_latest), invocation.Arguments.Count > 0);
        if (Convert.ToInt32(all) + Convert.ToInt32(latest) + Convert.ToInt32(named) > 1)
        {
            throw new UsageException("--all, --latest and containers cannot be used together");
        }
    }

    private IReadOnlyList<ContainerUsage> Read(Invocation invocation)
    {
        if (invocation.Get(_latest))
        {
            return [Running(invocation.Engine.ReadUsage(invocation.Engine.LatestContainer().Id.ToString()))];
        }

        return invocation.Arguments.Count > 0
            ? [.. invocation.Arguments.Select(name => Running(invocation.Engine.ReadUsage(name)))]
            : [.. invocation.Engine.ListContainers()
                .Where(one => !one.Spec.IsInfra)
                .Select(one => TryRead(invocation, one.Id.ToString()))
                .OfType<ContainerUsage>()
                .Where(usage => usage.IsRunning || invocation.Get(_all))];
    }

    // One of the list may be removed meanwhile.
    private static ContainerUsage? TryRead(Invocation invocation, string id)
    {
        try
        {
            return invocation.Engine.ReadUsage(id);
        }
        catch (GantryException e) when (e.Code == ErrorCode.NotFound)
        {
            return null;
        }
    }

    private static ContainerUsage Running(ContainerUsage usage) => usage.IsRunning
        ? usage
        : throw new GantryException(ErrorCode.WrongState, $"container {usage.Name} does not run: container state improper");
}
