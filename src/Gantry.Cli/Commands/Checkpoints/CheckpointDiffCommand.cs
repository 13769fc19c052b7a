using System.CommandLine;
using System.Text.Json;
using Gantry.Cli.CommandLine;
using Gantry.Cli.Options;
using Gantry.Cli.Rendering;
using Gantry.Cli.Rendering.Checkpoints;
using Gantry.Engine.Model.Reports;

namespace Gantry.Cli.Commands.Checkpoints;

/// <summary><c>gantry checkpoint diff</c>.</summary>
internal sealed class CheckpointDiffCommand : CliCommand
{
    private readonly Option<bool> _json;
    private readonly Option<string?> _html;
    private readonly Option<bool> _showSecrets;
    private readonly ArchiveKeyOptions _key;

    /// <summary>Defines the command.</summary>
    public CheckpointDiffCommand()
        : base("diff", "Display what differs between two checkpoints", "[options] BEFORE AFTER", Positionals.Exactly(2))
    {
        Details =
            """
            Compares two checkpoints, each an archive, a container or an image: the container, its environment,
            processes, descriptors, pages of memory, changed files of the root file system and of volumes. A line begins
            with + for what is new, - for what is gone, and ~ for what changed. Files are compared by size and time, and where
            both archives have digests by those too. Values of the environment that look
            like secrets are compared and not shown.
            """;
        Examples = ["checkpoint diff monday.tar.zst tuesday.tar.zst", "checkpoint diff --json web.tar.zst web", "checkpoint diff --html page.html old.tar new.tar"];
        Completes = CompletionKind.Containers;
        _json = Add(Flag.Switch("json", null, "Print JSON"));
        _html = Add(Flag.Text("html", null, "Write a page with all of it to a file", valueName: "file"));
        _showSecrets = Add(Flag.Switch("show-secrets", null, "Show values of the environment that look like secrets"));
        _key = AddGroup(new ArchiveKeyOptions());
    }

    /// <inheritdoc/>
    public override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        if (invocation.Arguments.Contains("-"))
        {
            throw new UsageException("standard input cannot be compared: each checkpoint is read twice");
        }

        var difference = await invocation.Engine.CompareCheckpointsAsync(
            () => CheckpointArgument.Open(invocation, invocation.Arguments[0], _key.Read(invocation)),
            () => CheckpointArgument.Open(invocation, invocation.Arguments[1], _key.Read(invocation)),
            invocation.Get(_showSecrets),
            cancellationToken);
        if (invocation.Get(_html) is { Length: > 0 } page)
        {
            using var file = new StreamWriter(invocation.Context.Resolve(page), append: false);
            DifferencePage.Write(file, difference);
            return ExitCodes.Success;
        }

        if (invocation.Get(_json))
        {
            invocation.Out.WriteLine(Json.Indented(
                JsonSerializer.SerializeToNode(difference, ReportJsonContext.Default.CheckpointDifference), 2));
            return ExitCodes.Success;
        }

        DifferenceText.Write(invocation.Out, difference);
        return ExitCodes.Success;
    }
}
