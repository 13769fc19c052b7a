using System.CommandLine;
using Gantry.Cli.CommandLine;
using Gantry.Cli.Filtering;
using Gantry.Cli.Rendering;
using Gantry.Engine.Model.Pods;

namespace Gantry.Cli.Commands.Pods;

/// <summary><c>gantry pod ps</c>.</summary>
internal sealed class PodPsCommand : CliCommand
{
    private readonly Option<IReadOnlyList<string>> _filters;
    private readonly Option<string?> _format;
    private readonly Option<bool> _latest;
    private readonly Option<bool> _noHeading;
    private readonly Option<bool> _noTruncation;
    private readonly Option<bool> _namespaces;
    private readonly Option<bool> _quiet;
    private readonly Option<string?> _sort;
    private readonly Option<bool> _ids;
    private readonly Option<bool> _names;
    private readonly Option<bool> _statuses;

    /// <summary>Defines the command.</summary>
    public PodPsCommand()
        : base("ps", "List pods", "[options]", Positionals.None)
    {
        Details = "Lists pods with how they stand and how many containers they have, the infra container among them.";
        Examples = ["pod ps", "pod ps --filter status=running -q", "pod ps --format '{{.Name}} {{.Status}}'"];
        _filters = Add(Flag.Array("filter", "f", "Show the pods that meet a condition, KEY=VALUE"));
        _format = Add(Flag.Text("format", null, "Print JSON, or each pod through a Go template"));
        _latest = Add(Flag.Switch("latest", "l", "Show the newest pod"));
        _noHeading = Add(Flag.Switch("noheading", null, "Do not print headers"));
        _noTruncation = Add(Flag.Switch("no-trunc", null, "Show whole ids"));
        _namespaces = Add(Flag.Switch("ns", null, "Show the cgroup and the shared namespaces"));
        _quiet = Add(Flag.Switch("quiet", "q", "Print only ids"));
        _sort = Add(Flag.Text("sort", null, "Sort output by: created, id, name, number, status", "created"));
        _ids = Add(Flag.Switch("ctr-ids", null, "Show the ids of the containers"));
        _names = Add(Flag.Switch("ctr-names", null, "Show the names of the containers"));
        _statuses = Add(Flag.Switch("ctr-status", null, "Show how the containers stand"));
    }

    /// <inheritdoc/>
    public override Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var filter = PodFilter.Parse(
            invocation.Get(_filters), name => invocation.Engine.GetNetwork(name).Name, invocation.Context.Time);
        var pods = Sort(invocation.Engine.ListPods(), invocation.Get(_sort)!).Where(filter);
        IReadOnlyList<PodDetails> shown = [.. invocation.Get(_latest) ? pods.Take(1) : pods];
        if (invocation.Get(_quiet))
        {
            // Whole ids, as in Podman.
            invocation.Out.Write(string.Concat(shown.Select(details => details.Pod.Id + "\n")));
            return Task.FromResult(ExitCodes.Success);
        }

        var listing = new PodListing(invocation.Context.Time.GetUtcNow(), !invocation.Get(_noTruncation));
        var format = invocation.Get(_format) is { Length: > 0 } typed
            ? typed
            : PodListing.DefaultFormat(Asked(invocation), invocation.Get(_namespaces));
        invocation.Out.Write(listing.Render(shown, format, invocation.Get(_noHeading)));
        return Task.FromResult(ExitCodes.Success);
    }

    private IReadOnlyList<string> Asked(Invocation invocation) =>
    [
        .. invocation.Get(_ids) ? ["{{.ContainerIds}}"] : Array.Empty<string>(),
        .. invocation.Get(_names) ? ["{{.ContainerNames}}"] : Array.Empty<string>(),
        .. invocation.Get(_statuses) ? ["{{.ContainerStatuses}}"] : Array.Empty<string>(),
    ];

    private static IEnumerable<PodDetails> Sort(IReadOnlyList<PodDetails> pods, string key) => key switch
    {
        "created" => pods,
        "id" => pods.OrderBy(details => details.Pod.Id, StringComparer.Ordinal),
        "name" => pods.OrderBy(details => details.Pod.Name, StringComparer.Ordinal),
        "number" => pods.OrderBy(details => details.Containers.Count),
        "status" => pods.OrderBy(details => details.State.ToString(), StringComparer.Ordinal),
        _ => throw new UsageException($"{key} is not a valid sort value"),
    };
}
