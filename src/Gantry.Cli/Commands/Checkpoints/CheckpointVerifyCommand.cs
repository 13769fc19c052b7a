using Gantry.Cli.CommandLine;
using Gantry.Cli.Interaction;
using Gantry.Cli.Rendering.Checkpoints;

namespace Gantry.Cli.Commands.Checkpoints;

/// <summary><c>gantry checkpoint verify</c>.</summary>
internal sealed class CheckpointVerifyCommand : CliCommand
{
    /// <summary>Defines the command.</summary>
    public CheckpointVerifyCommand()
        : base("verify", "Check that checkpoint archives are whole and what was written", "ARCHIVE [ARCHIVE...]", Positionals.AtLeast(1))
    {
        Details =
            """
            Reads archives from start to end and checks their form by the rules of an import, and every entry of an
            archive of Gantry's with the length and digest in its list. Archives of other engines have no list. Writes
            nothing; ends with 125 if one of them is damaged.
            """;
        Examples = ["checkpoint verify web.tar.zst"];
    }

    /// <inheritdoc/>
    public override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken) =>
        await invocation.ForEachAsync(invocation.Arguments, async word =>
        {
            await using var file = CheckpointArgument.OpenArchive(invocation, word);
            var report = await Engine.Engine.VerifyCheckpointArchiveAsync(file, word, cancellationToken);
            var entries = ReportFacts.Count(report.Entries, "entry", "entries");
            return TerminalText.Clean(report is { Engine: { } engine, Created: { } created }
                ? $"{word}: {entries}, all as {engine} wrote them at {ReportFacts.Time(created)}"
                : $"{word}: {entries}, whole; it has no list to compare them with");
        });
}
