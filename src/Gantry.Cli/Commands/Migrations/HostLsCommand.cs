using System.CommandLine;
using Gantry.Cli.CommandLine;
using Gantry.Cli.Rendering;

namespace Gantry.Cli.Commands.Migrations;

/// <summary><c>gantry host ls</c>.</summary>
internal sealed class HostLsCommand : CliCommand
{
    private readonly Option<string?> _format;
    private readonly Option<bool> _noHeading;

    /// <summary>Defines the command.</summary>
    public HostLsCommand()
        : base("ls", "List the named hosts", "[options]", Positionals.None)
    {
        Details = "Lists the hosts that \"gantry host add\" gave names to. It asks none of them: see \"gantry host check\".";
        Examples = ["host ls", "host ls --format json"];
        _format = Add(Flag.Text("format", null, "Print JSON, or each host through a Go template"));
        _noHeading = Add(Flag.Switch("noheading", "n", "Do not print headers"));
    }

    /// <inheritdoc/>
    public override Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        invocation.Out.Write(HostListing.Render(
            invocation.Engine.ListHosts(), invocation.Get(_format), invocation.Get(_noHeading)));
        return Task.FromResult(ExitCodes.Success);
    }
}
