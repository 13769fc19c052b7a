using System.CommandLine;
using Gantry.Cli.CommandLine;
using Gantry.Cli.Filtering;
using Gantry.Cli.Rendering;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Containers;

namespace Gantry.Cli.Commands.Containers;

/// <summary><c>gantry ps</c>.</summary>
internal sealed class PsCommand : CliCommand
{
    private readonly Option<bool> _all;
    private readonly Option<bool> _latest;
    private readonly Option<long?> _last;
    private readonly Option<bool> _quiet;
    private readonly Option<bool> _noTruncate;
    private readonly Option<bool> _noHeading;
    private readonly Option<bool> _size;
    private readonly Option<bool> _pod;
    private readonly Option<IReadOnlyList<string>> _filters;
    private readonly Option<string?> _sort;
    private readonly Option<string?> _format;

    /// <summary>Defines the command.</summary>
    public PsCommand()
        : base("ps", "List containers", "[options]", Positionals.None)
    {
        Details = "Lists containers with their state. Without --all only those that run.";
        Examples =
        [
            "ps -a",
            "ps -a --format \"{{.ID}} {{.Names}} {{.Status}}\"",
            "ps --filter status=exited --filter label=app=web --sort names",
        ];
        _all = Add(Flag.Switch("all", "a", "Show all the containers, default is only running containers"));
        _latest = Add(Flag.Switch("latest", "l", "Show the newest container, whatever its state"));
        _last = Add(Flag.Integer("last", "n", "Show the N newest containers, whatever their state", -1, signed: true));
        _quiet = Add(Flag.Switch("quiet", "q", "Print only ids"));
        _noTruncate = Add(Flag.Switch("no-trunc", null, "Print ids and commands in full"));
        _noHeading = Add(Flag.Switch("noheading", null, "Do not print headers"));
        _size = Add(Flag.Switch("size", "s", "Display the file sizes"));
        _pod = Add(Flag.Switch("pod", "p", "Show id and name of the pods that containers are in"));
        _filters = Add(Flag.Array("filter", "f", "Show the containers that meet a condition, KEY=VALUE"));
        _sort = Add(Flag.Text("sort", null, "Sort output by: " + ContainerOrder.Names, "created"));
        _format = Add(Flag.Text("format", null, "Print JSON, or each container through a Go template"));
        Add(Flag.Switch("external", null, "Accepted for Podman's sake; there are no other containers"));
    }

    /// <inheritdoc/>
    public override Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        if (invocation.Get(_quiet) && (invocation.Get(_size) || invocation.IsGiven(_format)))
        {
            throw new UsageException(invocation.Get(_size)
                ? "quiet conflicts with size and namespace"
                : "quiet and format cannot be used together");
        }

        var measure = Measurer(invocation);
        var containers = ContainerOrder.Sort(
            Select(invocation), invocation.Get(_sort)!, one => measure(one)?.Written ?? 0);
        if (invocation.Get(_quiet))
        {
            foreach (var container in containers)
            {
                invocation.Out.WriteLine(
                    invocation.Get(_noTruncate) ? container.Id.ToString() : container.Id.ShortForm);
            }

            return Task.FromResult(ExitCodes.Success);
        }

        var listing = new ContainerListing(invocation.Context.Time.GetUtcNow(), !invocation.Get(_noTruncate), measure)
        {
            PodNames = invocation.Engine.ListPods().ToDictionary(details => details.Pod.Id, details => details.Pod.Name),
        };
        var format = invocation.Get(_format) is { Length: > 0 } typed
            ? typed
            : ContainerListing.DefaultFormat(invocation.Get(_size), invocation.Get(_pod));
        invocation.Out.Write(listing.Render(containers, format, invocation.Get(_noHeading)));
        return Task.FromResult(ExitCodes.Success);
    }

    private IEnumerable<Container> Select(Invocation invocation)
    {
        var filters = invocation.Get(_filters);
        var filter = ContainerFilter.Parse(filters, invocation.Engine, invocation.Context.Time);
        var limit = invocation.Get(_latest) ? 1 : invocation.Get(_last) ?? -1;
        var showAll = invocation.Get(_all) || limit >= 0 || filters.Any(NamesStatus);
        var containers = invocation.Engine.ListContainers()
            .Where(container => showAll || container.Status.State is ContainerState.Running or ContainerState.Paused)
            .Where(filter.Matches);
        return limit >= 0 ? containers.Take((int)limit) : containers;
    }

    /// <summary>Who asks for a status wants those that do not run, too.</summary>
    private static bool NamesStatus(string filter) =>
        filter.StartsWith("status=", StringComparison.Ordinal)
        || filter.StartsWith("exited=", StringComparison.Ordinal);

    private Func<Container, (long Written, long Total)?> Measurer(Invocation invocation)
    {
        var needed = invocation.Get(_size)
            || string.Equals(invocation.Get(_sort), "size", StringComparison.OrdinalIgnoreCase)
            || (invocation.Get(_format)?.Contains(".Size", StringComparison.Ordinal) ?? false);
        return container => needed ? invocation.Engine.MeasureContainer(container) : null;
    }
}
