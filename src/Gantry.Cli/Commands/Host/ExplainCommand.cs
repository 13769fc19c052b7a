using System.CommandLine;
using Gantry.Cli.CommandLine;
using Gantry.Cli.Rendering.Checkpoints;
using Gantry.Engine.Model.Reports;

namespace Gantry.Cli.Commands.Host;

/// <summary><c>gantry explain</c>.</summary>
internal sealed class ExplainCommand : CliCommand
{
    private readonly Option<bool> _json;

    /// <summary>Defines the command.</summary>
    public ExplainCommand()
        : base("explain", "Say why a checkpoint or a restore failed, by its log", "[options] LOGFILE", Positionals.Exactly(1))
    {
        Details =
            """
            Reads a log of CRIU, runc, crun or conmon and prints the line that tells why something failed, what it
            means and what to do. Failed checkpoints and restores say the same by themselves; their messages name the
            log. A failure that is not known is printed as it stands.
            """;
        Examples = ["explain dump.log", "explain --json restore.log"];
        _json = Add(Flag.Switch("json", null, "Print JSON"));
    }

    /// <inheritdoc/>
    public override Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var path = invocation.Context.Resolve(invocation.Arguments[0]);
        Write(invocation, Engine.Engine.ExplainLog(path), path);
        return Task.FromResult(ExitCodes.Success);
    }

    private void Write(Invocation invocation, LogDiagnosis? found, string path)
    {
        if (invocation.Get(_json))
        {
            invocation.Out.WriteLine(System.Text.Json.JsonSerializer.Serialize(found, ReportJsonContext.Default.LogDiagnosis!));
            return;
        }

        string[] lines = found switch
        {
            null => [$"Nothing in {path} tells of a failure."],
            { Cause: { } cause, Remedy: { } remedy } => [found.Line, "Cause: " + cause, "What to do: " + remedy],
            _ => [found.Line, $"This failure is not known to Gantry. The whole log: {path}"],
        };
        foreach (var line in lines)
        {
            invocation.Out.WriteLine(TerminalText.Clean(line));
        }
    }
}
