using Gantry.Cli.CommandLine;
using Gantry.Cli.Dashboards;
using Gantry.Cli.Interaction;
using Microsoft.Extensions.Logging;

namespace Gantry.Cli.Commands.Host;

/// <summary><c>gantry ui</c>.</summary>
internal sealed class UiCommand : CliCommand
{
    /// <summary>Defines the command.</summary>
    public UiCommand()
        : base("ui", "Show containers, checkpoints and migrations on the terminal, and act on them", "[FOLDER]", Positionals.AtMost(1))
    {
        Details =
            """
            Shows all containers, the checkpoint archives in a folder (without a word, the present one) and migrations that
            are not over, and looks again every second. Keys checkpoint, restore and migrate what is chosen, and show its
            log or what it is; ? tells them. Needs a terminal of 80 columns and 24 lines.
            """;
        Examples = ["ui", "ui /var/backups"];
    }

    /// <inheritdoc/>
    public override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var context = invocation.Context;
        if (!context.Terminals.Input || !context.Terminals.Output)
        {
            throw new UsageException("gantry ui needs a terminal; use ps, checkpoint ls and migration ls where there is none");
        }

        var folder = context.Resolve(invocation.Arguments is [var word] ? word : ".");

        // Its messages would be written across the picture.
        using var log = new StringWriter();
        using var engine = Engine.Engine.Open(
            invocation.EngineOptions, new ErrorLoggerFactory(log, LogLevel.Warning, context.Time), context.Time);
        await new Dashboard(context, engine, folder, log).RunAsync(cancellationToken);
        return ExitCodes.Success;
    }
}
