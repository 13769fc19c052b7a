using System.CommandLine;
using System.Globalization;
using System.Text;
using Gantry.Cli.CommandLine;
using Gantry.Cli.Filtering;
using Gantry.Engine.Model.Containers;

namespace Gantry.Cli.Commands.Containers;

/// <summary><c>gantry logs</c>.</summary>
internal sealed class LogsCommand : CliCommand
{
    private readonly Option<bool> _follow;
    private readonly Option<bool> _latest;
    private readonly Option<bool> _names;
    private readonly Option<string?> _since;
    private readonly Option<string?> _until;
    private readonly Option<long?> _tail;
    private readonly Option<bool> _timestamps;

    /// <summary>Defines the command.</summary>
    public LogsCommand()
        : base(
            "logs", "Fetch the logs of one or more containers", "[options] CONTAINER [CONTAINER...]", Positionals.Any)
    {
        Details = "Prints what containers wrote: their standard output on ours, their standard error on ours.";
        Examples = ["logs web", "logs --follow --since 10m web", "logs --tail 20 --timestamps web"];
        Completes = CompletionKind.Containers;
        _follow = Add(Flag.Switch("follow", "f", "Follow log output"));
        _latest = Add(Flag.Switch("latest", "l", "Act on the newest container"));
        _names = Add(Flag.Switch("names", "n", "Output the container name in the log"));
        _since = Add(Flag.Text("since", null, "Show logs since a time or a duration ago"));
        _until = Add(Flag.Text("until", null, "Show logs until a time or a duration ago"));
        _tail = Add(Flag.Integer("tail", null, "Show only that many last lines; -1 is all", -1, signed: true));
        _timestamps = Add(Flag.Switch("timestamps", "t", "Output the timestamps in the log"));
    }

    /// <inheritdoc/>
    public override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var containers = Select(invocation);
        var request = new LogRequest
        {
            Follow = invocation.Get(_follow),
            Tail = invocation.Get(_tail) is >= 0 and var tail ? (int)tail : null,
            Since = ParseTime(invocation, _since, "since"),
            Until = ParseTime(invocation, _until, "until"),
        };
        await invocation.Out.FlushAsync(cancellationToken);
        await using var output = new BufferedStream(invocation.Context.OpenOutput());
        await using var error = new BufferedStream(invocation.Context.OpenError());
        if (request.Follow)
        {
            // Side by side: a container that goes on must not hold back the others.
            await Task.WhenAll(containers.Select(
                container => CopyAsync(invocation, container, request, output, error, cancellationToken)));
            return ExitCodes.Success;
        }

        foreach (var container in containers)
        {
            await CopyAsync(invocation, container, request, output, error, cancellationToken);
        }

        return ExitCodes.Success;
    }

    private IReadOnlyList<Container> Select(Invocation invocation)
    {
        if (invocation.Get(_latest))
        {
            return invocation.Arguments.Count == 0
                ? [invocation.Engine.LatestContainer()]
                : throw new UsageException("--latest and containers cannot be used together");
        }

        return invocation.Arguments.Count > 0
            ? [.. invocation.Arguments.Select(invocation.Engine.GetContainer)]
            : throw new UsageException("specify at least one container name or ID to log");
    }

    private async Task CopyAsync(
        Invocation invocation,
        Container container,
        LogRequest request,
        Stream output,
        Stream error,
        CancellationToken cancellationToken)
    {
        var startsLine = new Dictionary<LogStream, bool> { [LogStream.Output] = true, [LogStream.Error] = true };
        await foreach (var line in invocation.Engine.ReadLogsAsync(container.Id.ToString(), request, cancellationToken))
        {
            var stream = line.Stream == LogStream.Output ? output : error;
            var prefix = startsLine[line.Stream] ? Prefix(invocation, container, line) : "";
            startsLine[line.Stream] = !line.IsPartial;
            var end = line.IsPartial ? ""u8 : "\n"u8;
            byte[] piece = [.. Encoding.UTF8.GetBytes(prefix), .. line.Text.Span, .. end];
            await stream.WriteAsync(piece, cancellationToken);
            if (request.Follow)
            {
                await stream.FlushAsync(cancellationToken);
            }
        }
    }

    private string Prefix(Invocation invocation, Container container, LogLine line)
    {
        var name = invocation.Get(_names) ? container.Name + " "
            : invocation.Arguments.Count > 1 ? container.Id.ShortForm + " "
            : "";
        return invocation.Get(_timestamps) ? $"{name}{Timestamp(line.Time)} " : name;
    }

    // Nine digits and Z for UTC, as libpod/logs has it.
    private static string Timestamp(DateTimeOffset time) =>
        time.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'00'", CultureInfo.InvariantCulture)
        + (time.Offset == TimeSpan.Zero ? "Z" : time.ToString("zzz", CultureInfo.InvariantCulture));

    private static DateTimeOffset? ParseTime(Invocation invocation, Option<string?> option, string name) =>
        invocation.Get(option) is { Length: > 0 } text ? TimeText.Parse(text, name, invocation.Context.Time) : null;
}
