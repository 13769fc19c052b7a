using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Gantry.Cli.CommandLine;
using Gantry.Cli.Options;
using Gantry.Cli.Rendering;
using Gantry.Cli.Rendering.Checkpoints;
using Gantry.Engine.Model.Reports;

namespace Gantry.Cli.Commands.Checkpoints;

/// <summary><c>gantry checkpoint ls</c>.</summary>
internal sealed class CheckpointLsCommand : CliCommand
{
    private const string KubeletFolder = "/var/lib/kubelet/checkpoints";

    private readonly Option<bool> _json;
    private readonly ArchiveKeyOptions _key;

    /// <summary>Defines the command.</summary>
    public CheckpointLsCommand()
        : base("ls", "List the checkpoint archives in folders", "[options] [FOLDER...]", Positionals.Any)
    {
        Details =
            """
            Lists the checkpoint archives in the folders given, the newest first; without one, in the working folder and
            in kubelet's. Archives are known by their content, of any engine and compression, whatever their name; encrypted ones by --identity or
            --passphrase-file, which may open them.
            """;
        Examples = ["checkpoint ls", "checkpoint ls --json /srv/checkpoints"];
        _json = Add(Flag.Switch("json", null, "Print JSON"));
        _key = AddGroup(new ArchiveKeyOptions());
    }

    /// <inheritdoc/>
    public override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var found = new List<CheckpointListing>();
        foreach (var folder in FoldersOf(invocation))
        {
            found.AddRange(await Engine.Engine.ListCheckpointArchivesAsync(folder, _key.Read(invocation), cancellationToken));
        }

        if (invocation.Get(_json))
        {
            invocation.Out.WriteLine(Json.Indented(
                new JsonArray([.. found.Select(one => JsonSerializer.SerializeToNode(one, ReportJsonContext.Default.CheckpointListing))]), 2));
            return ExitCodes.Success;
        }

        var now = invocation.Context.Time.GetUtcNow();
        invocation.Out.Write(PlainTable.Render(
        [
            ["CONTAINER", "IMAGE", "ENGINE", "CHECKPOINTED", "SIZE", "ARCHIVE"],
            .. found.Select(one => (IReadOnlyList<string>)
            [
                TerminalText.Clean(one.Container), TerminalText.Clean(one.Image), TerminalText.Clean(one.Engine),
                HumanTime.FormatAgo(one.Checkpointed, now), HumanSize.Format(one.Bytes), TerminalText.Clean(one.Path),
            ]),
        ]));
        return ExitCodes.Success;
    }

    private static IEnumerable<string> FoldersOf(Invocation invocation) => invocation.Arguments.Count > 0
        ? invocation.Arguments.Select(invocation.Context.Resolve)
        : new[] { invocation.Context.WorkingDirectory, KubeletFolder }.Where(Directory.Exists);
}
