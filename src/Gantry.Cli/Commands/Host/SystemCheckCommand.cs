using System.CommandLine;
using System.Text.Json;
using Gantry.Cli.CommandLine;
using Gantry.Cli.Rendering;
using Gantry.Engine.Model.Reports;

namespace Gantry.Cli.Commands.Host;

/// <summary><c>gantry system check</c>.</summary>
internal sealed class SystemCheckCommand : CliCommand
{
    private readonly Option<bool> _json;
    private readonly Option<string?> _to;

    /// <summary>Defines the command.</summary>
    public SystemCheckCommand()
        : base("check", "Say what this host has of what Gantry needs", "[options]", Positionals.None)
    {
        Details =
            """
            Tries rights, kernel, control groups, programs, CRIU and each of its features, and looks at free space. A line for each:
            ok, warning where some things cannot be done, or missing where containers, their checkpoints or restores need
            it; with what fails without it and how to get it. Ends with 125 when something is missing. With --to, also
            whether containers could move to another host.
            """;
        Examples = ["system check", "system check --json", "system check --to root@10.1.0.2"];
        _json = Add(Flag.Switch("json", null, "Print JSON"));
        _to = Add(Flag.Text("to", null, "Ask a host whether containers could move there, too", valueName: "[user@]host"));
    }

    /// <inheritdoc/>
    public override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var report = await Engine.Engine.CheckSystemAsync(invocation.EngineOptions, cancellationToken);
        var host = invocation.Get(_to);
        if (!string.IsNullOrEmpty(host))
        {
            report = report with { Target = await invocation.Engine.CheckHostAsync(host, cancellationToken) };
        }

        if (invocation.Get(_json))
        {
            invocation.Out.WriteLine(Json.Indented(
                JsonSerializer.SerializeToNode(report, ReportJsonContext.Default.SystemReport), 2));
        }
        else
        {
            SystemCheckText.Write(invocation.Out, report, host, invocation.Context.UsesColour);
        }

        return report.IsReady ? ExitCodes.Success : ExitCodes.EngineFailed;
    }
}
