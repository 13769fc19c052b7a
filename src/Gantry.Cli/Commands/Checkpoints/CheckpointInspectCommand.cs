using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Gantry.Cli.CommandLine;
using Gantry.Cli.Options;
using Gantry.Cli.Rendering;
using Gantry.Cli.Rendering.Checkpoints;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Reports;
using Gantry.Templates;

namespace Gantry.Cli.Commands.Checkpoints;

/// <summary><c>gantry checkpoint inspect</c>.</summary>
internal sealed class CheckpointInspectCommand : CliCommand
{
    // What is read in a moment is read whole, whatever was asked for.
    private const long SmallArchiveBytes = 16 * 1024 * 1024;

    private readonly (Option<bool> Option, ReportSections Section)[] _sections;
    private readonly Option<bool> _tree;
    private readonly Option<bool> _json;
    private readonly Option<string?> _html;
    private readonly Option<string?> _format;
    private readonly Option<long?> _pid;
    private readonly Option<bool> _showSecrets;
    private readonly ArchiveKeyOptions _key;

    /// <summary>Defines the command.</summary>
    public CheckpointInspectCommand()
        : base("inspect", "Display what is in a checkpoint", "[options] ARCHIVE|-|CONTAINER|IMAGE", Positionals.Exactly(1))
    {
        Details =
            """
            Shows what a checkpoint is, when and where it was made, how large it is and why, what runs in it, and
            whether it would restore here. Reads archives of Gantry, Podman, CRI-O and containerd, compressed or not,
            checkpoint images, and the checkpoint in a container's folder; unpacks and restores nothing. Of a large
            archive only the front is read, unless a section, --all, --json, --html or --format asks for more. Values of the
            environment that look like secrets are hidden.
            """;
        Examples =
        [
            "checkpoint inspect web.tar.zst",
            "checkpoint inspect --ps-tree --sockets web.tar.zst",
            "checkpoint inspect --memory --pid 1 web.tar.zst",
            "checkpoint inspect --html web.html web.tar.zst",
            "checkpoint inspect --format '{{.Container.Name}}' web.tar.zst",
        ];
        Completes = CompletionKind.Containers;
        _sections =
        [
            (Add(Flag.Switch("ps-tree", null, "Show the processes")), ReportSections.Processes),
            (Add(Flag.Switch("env", null, "Show the environment; with --pid a process's own")), ReportSections.Environment),
            (Add(Flag.Switch("files", null, "Show the open files of each process")), ReportSections.Files),
            (Add(Flag.Switch("sockets", null, "Show the sockets of each process")), ReportSections.Sockets),
            (Add(Flag.Switch("mounts", null, "Show the mounts")), ReportSections.Mounts),
            (Add(Flag.Switch("volumes", null, "Show the volumes and their largest files")), ReportSections.Volumes),
            (Add(Flag.Switch("diff", null, "Show the changed and deleted files")), ReportSections.Changes),
            (Add(Flag.Switch("memory", null, "Show the memory of each process")), ReportSections.Memory),
            (Add(Flag.Switch("stats", null, "Show times, counts and sizes")), ReportSections.Statistics),
            (Add(Flag.Switch("annotations", null, "Show the annotations")), ReportSections.Annotations),
            (Add(Flag.Switch("all", "a", "Show all of it")), ReportSections.All),
        ];
        _tree = Add(Flag.Switch("tree", null, "Show everything as one tree"));
        _json = Add(Flag.Switch("json", null, "Print all of it as JSON"));
        _html = Add(Flag.Text("html", null, "Write a page with all of it to a file", valueName: "file"));
        _format = Add(Flag.Text("format", "f", "Print JSON, or through a Go template"));
        _pid = Add(Flag.Integer("pid", null, "Show one process, by its number in the container"));
        _showSecrets = Add(Flag.Switch("show-secrets", null, "Show values of the environment that look like secrets"));
        _key = AddGroup(new ArchiveKeyOptions());
    }

    /// <inheritdoc/>
    public override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var sections = SectionsOf(invocation);
        var source = CheckpointArgument.Open(invocation, invocation.Arguments[0], _key.Read(invocation));
        await using var archive = (source as CheckpointSource.FromArchive)?.Archive;
        var report = await invocation.Engine.InspectCheckpointAsync(
            new InspectionRequest
            {
                Source = source,
                Depth = DepthOf(invocation, source, sections),
                ShowSecrets = invocation.Get(_showSecrets),
            },
            cancellationToken);
        Print(invocation, report, sections);
        return ExitCodes.Success;
    }

    private ReportSections SectionsOf(Invocation invocation)
    {
        var chosen = _sections
            .Where(one => invocation.Get(one.Option))
            .Aggregate(ReportSections.None, (all, one) => all | one.Section);
        return chosen switch
        {
            ReportSections.None when invocation.Get(_pid) is not null =>
                ReportSections.Processes | ReportSections.Files | ReportSections.Sockets,
            ReportSections.None when invocation.Get(_tree) => ReportSections.Processes,
            _ => chosen,
        };
    }

    private InspectionDepth DepthOf(Invocation invocation, CheckpointSource source, ReportSections sections)
    {
        var wantsAll = sections != ReportSections.None || invocation.Get(_json)
            || !string.IsNullOrEmpty(invocation.Get(_format)) || !string.IsNullOrEmpty(invocation.Get(_html));
        return !wantsAll && source is CheckpointSource.FromArchive { Bytes: > SmallArchiveBytes }
            ? InspectionDepth.Identity
            : InspectionDepth.Everything;
    }

    private void Print(Invocation invocation, CheckpointReport report, ReportSections sections)
    {
        var pid = RequirePid(invocation, report);
        var format = invocation.Get(_format);
        if (invocation.Get(_html) is { Length: > 0 } page)
        {
            WritePage(invocation, report, page);
            return;
        }

        if (invocation.Get(_json) || TemplateData.IsJson(format))
        {
            invocation.Out.WriteLine(Json.Indented(ToNode(report), 2));
            return;
        }

        if (!string.IsNullOrEmpty(format))
        {
            invocation.Out.WriteLine(GoTemplate.Parse(format, "checkpoint", TemplateData.Schema).Render(ToNode(report)));
            return;
        }

        var now = invocation.Context.Time.GetUtcNow();
        var trees = sections == ReportSections.None ? [] : new ReportTrees(report, pid).Of(sections).ToList();
        if (invocation.Get(_tree))
        {
            var facts = ReportSummary.Facts(report, now).Select(fact => new TextTree($"{fact.Label} {fact.Fact}".Trim()));
            new TextTree(invocation.Arguments[0], [.. facts, .. trees]).Write(invocation.Out);
            return;
        }

        ReportSummary.Write(invocation.Out, report, now, invocation.Context.UsesColour);
        foreach (var tree in trees)
        {
            invocation.Out.WriteLine();
            tree.Write(invocation.Out);
        }
    }

    private static void WritePage(Invocation invocation, CheckpointReport report, string page)
    {
        using var file = new StreamWriter(invocation.Context.Resolve(page), append: false);
        new HtmlReport(report, invocation.Context.Time.GetUtcNow()).Write(file);
    }

    private uint? RequirePid(Invocation invocation, CheckpointReport report) => invocation.Get(_pid) switch
    {
        null => null,
        { } pid when report.Contents!.Processes.Any(process => process.Pid == pid) => (uint)pid,
        { } pid => throw new GantryException(
            ErrorCode.NotFound,
            $"no process {pid} in {invocation.Arguments[0]}; it has {string.Join(", ", report.Contents!.Processes.Select(process => process.Pid))}"),
    };

    private static JsonNode ToNode(CheckpointReport report) =>
        JsonSerializer.SerializeToNode(report, ReportJsonContext.Default.CheckpointReport)!;
}
