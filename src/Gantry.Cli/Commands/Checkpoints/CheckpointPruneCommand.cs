using System.CommandLine;
using Gantry.Cli.CommandLine;
using Gantry.Cli.Interaction;
using Gantry.Cli.Options;
using Gantry.Cli.Rendering;
using Gantry.Cli.Rendering.Checkpoints;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Reports;

namespace Gantry.Cli.Commands.Checkpoints;

/// <summary><c>gantry checkpoint prune</c>.</summary>
internal sealed class CheckpointPruneCommand : CliCommand
{
    private readonly Option<long?> _keepLast;
    private readonly Option<string?> _olderThan;
    private readonly Option<long?> _mostBytes;
    private readonly Option<bool> _dryRun;
    private readonly Option<bool> _force;
    private readonly ArchiveKeyOptions _key;

    /// <summary>Defines the command.</summary>
    public CheckpointPruneCommand()
        : base("prune", "Remove old checkpoint archives from folders", "[options] FOLDER [FOLDER...]", Positionals.AtLeast(1))
    {
        Details =
            """
            Removes checkpoint archives from the folders given, and nothing else that lies there. --keep-last protects
            the newest of each container from the other rules; alone it removes all others. --older-than takes a span
            such as 36h, --max-size a size such as 20g.
            """;
        Examples =
        [
            "checkpoint prune --keep-last 3 /srv/checkpoints",
            "checkpoint prune --keep-last 1 --older-than 168h --max-size 50g --dry-run /srv/checkpoints",
        ];
        _keepLast = Add(Flag.Integer("keep-last", null, "Keep this many of the newest of each container"));
        _olderThan = Add(Flag.Text("older-than", null, "Remove those that are older", valueName: "duration"));
        _mostBytes = Add(Flag.Size("max-size", null, "Remove the oldest until all have this size together"));
        _dryRun = Add(Flag.Switch("dry-run", null, "Only say what would be removed"));
        _force = Add(Flag.Switch("force", "f", "Do not ask"));
        _key = AddGroup(new ArchiveKeyOptions());
    }

    /// <inheritdoc/>
    public override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var rules = RulesOf(invocation);
        var archives = new List<CheckpointListing>();
        foreach (var folder in invocation.Arguments.Select(invocation.Context.Resolve).Distinct())
        {
            archives.AddRange(await Engine.Engine.ListCheckpointArchivesAsync(folder, _key.Read(invocation), cancellationToken));
        }

        var goes = rules.Select(archives, invocation.Context.Time.GetUtcNow());
        var isDryRun = invocation.Get(_dryRun);
        if (!isDryRun && goes.Count > 0 && !invocation.Get(_force)
            && !await Confirmation.AskAsync(invocation, $"WARNING! This will remove {ReportFacts.Count(goes.Count, "checkpoint archive", "checkpoint archives")}.", cancellationToken))
        {
            return ExitCodes.Success;
        }

        foreach (var archive in goes)
        {
            if (!isDryRun)
            {
                File.Delete(archive.Path);
            }

            invocation.Out.WriteLine(TerminalText.Clean(archive.Path));
        }

        invocation.Out.WriteLine(
            $"{(isDryRun ? "Would free" : "Freed")} {HumanSize.Format(goes.Sum(archive => archive.Bytes))}; "
            + $"{ReportFacts.Count(archives.Count - goes.Count, "archive stays", "archives stay")}");
        return ExitCodes.Success;
    }

    private PruneRules RulesOf(Invocation invocation)
    {
        var rules = new PruneRules
        {
            KeepLast = (int?)invocation.Get(_keepLast),
            OlderThan = invocation.Get(_olderThan) is { Length: > 0 } age ? GoDuration.Parse(age) : null,
            MostBytes = invocation.Get(_mostBytes),
        };
        return rules == new PruneRules()
            ? throw new UsageException("one of --keep-last, --older-than and --max-size is needed")
            : rules;
    }
}
