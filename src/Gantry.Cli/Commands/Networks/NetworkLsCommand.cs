using System.CommandLine;
using Gantry.Cli.CommandLine;
using Gantry.Cli.Filtering;
using Gantry.Cli.Rendering;
using Gantry.Engine.Model.Networks;

namespace Gantry.Cli.Commands.Networks;

/// <summary><c>gantry network ls</c>.</summary>
internal sealed class NetworkLsCommand : CliCommand
{
    private readonly Option<IReadOnlyList<string>> _filters;
    private readonly Option<string?> _format;
    private readonly Option<bool> _noHeading;
    private readonly Option<bool> _noTruncation;
    private readonly Option<bool> _quiet;

    /// <summary>Defines the command.</summary>
    public NetworkLsCommand()
        : base("ls", "List networks", "[options]", Positionals.None)
    {
        Details = "Lists all networks.";
        Examples = ["network ls", "network ls --filter driver=bridge -q", "network ls --format '{{.Name}} {{.Subnets}}'"];
        _filters = Add(Flag.Array("filter", "f", "Show the networks that meet a condition, KEY=VALUE"));
        _format = Add(Flag.Text("format", null, "Print JSON, or each network through a Go template"));
        _noHeading = Add(Flag.Switch("noheading", "n", "Do not print headers"));
        _noTruncation = Add(Flag.Switch("no-trunc", null, "Show whole ids"));
        _quiet = Add(Flag.Switch("quiet", "q", "Print only names"));
    }

    /// <inheritdoc/>
    public override Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var engine = invocation.Engine;
        var filter = NetworkFilter.Parse(
            invocation.Get(_filters), network => engine.NetworkUsers(network.Name).Count > 0, invocation.Context.Time);
        IReadOnlyList<Network> networks = [.. engine.ListNetworks().Where(filter)];
        invocation.Out.Write(invocation.Get(_quiet)
            ? string.Concat(networks.Select(network => network.Name + "\n"))
            : NetworkListing.Render(
                networks, invocation.Get(_format), invocation.Get(_noHeading), !invocation.Get(_noTruncation)));
        return Task.FromResult(ExitCodes.Success);
    }
}
