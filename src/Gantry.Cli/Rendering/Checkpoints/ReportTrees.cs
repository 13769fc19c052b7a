using System.Globalization;
using Gantry.Engine.Model.Reports;

namespace Gantry.Cli.Rendering.Checkpoints;

/// <summary>The sections of a report as trees of lines.</summary>
/// <param name="report">The report.</param>
/// <param name="pid">The one process to show; null: all.</param>
internal sealed class ReportTrees(CheckpointReport report, uint? pid)
{
    private const int MostFiles = 50;

    private IReadOnlyList<ProcessReport> Processes =>
        [.. (report.Contents?.Processes ?? []).Where(process => pid is null || process.Pid == pid)];

    /// <summary>The sections that were asked for, in their order.</summary>
    public IEnumerable<TextTree> Of(ReportSections sections)
    {
        var contents = report.Contents ?? throw new ArgumentException("Sections need all of a checkpoint.", nameof(sections));
        (ReportSections Section, Func<TextTree> Make)[] all =
        [
            (ReportSections.Processes, () => new("Processes", [.. pid is null ? Children(null, contents.Processes) : Processes.Select(Alone)])),
            (ReportSections.Environment, Environment),
            (ReportSections.Files, () => new("Files", [.. Processes.Select(process => Described(process, FilesOf(process)))])),
            (ReportSections.Sockets, () => new("Sockets", [.. Processes.Select(process => Described(process, SocketsOf(process))).Where(HasChildren)])),
            (ReportSections.Mounts, () => new("Mounts", [.. report.Container.Mounts.Select(Mount)])),
            (ReportSections.Volumes, () => new("Volumes", [.. report.Container.Volumes.Select(Volume)])),
            (ReportSections.Changes, () => Changes(contents)),
            (ReportSections.Memory, () => new("Memory", [.. Processes.Select(Memory)])),
            (ReportSections.Statistics, () => new("Statistics", [.. Statistics(contents)])),
            (ReportSections.Annotations, () => new(
                "Annotations", [.. report.Container.Annotations.Select(pair => new TextTree($"{pair.Key}: {pair.Value}"))])),
        ];
        return all.Where(one => sections.HasFlag(one.Section)).Select(one => one.Make());
    }

    private static bool HasChildren(TextTree tree) => tree.Children.Count > 0;

    private static TextTree Described(ProcessReport process, IEnumerable<TextTree> children) =>
        new(ReportFacts.Process(process), [.. children]);

    private static TextTree Alone(ProcessReport process) => Described(process, Details(process));

    private static IEnumerable<TextTree> Children(ProcessReport? parent, IReadOnlyList<ProcessReport> processes) =>
        ReportFacts.ChildrenOf(parent, processes).Select(process => Described(process, Children(process, processes)));

    private static IEnumerable<TextTree> Details(ProcessReport process)
    {
        var credentials = process.Credentials;
        yield return new($"state {process.State}, parent {process.ParentPid}, group {process.GroupId}, session {process.SessionId}");
        yield return new($"user {credentials.Uid}:{credentials.Gid}, effective {credentials.EffectiveUid}:{credentials.EffectiveGid}, seccomp {credentials.Seccomp}");
        yield return new($"capabilities {(credentials.Capabilities.Count > 0 ? string.Join(", ", credentials.Capabilities) : "none")}");
        yield return new($"working folder {process.WorkingDirectory}");
        yield return new($"handles signals {(process.HandledSignals.Count > 0 ? string.Join(", ", process.HandledSignals) : "none")}");
        foreach (var timer in process.Timers)
        {
            yield return new($"timer {timer.Kind}: in {timer.Remaining}, every {timer.Interval}");
        }

        foreach (var thread in process.Threads)
        {
            yield return new(string.Create(
                CultureInfo.InvariantCulture,
                $"thread {thread.Id} {thread.Name}{(thread.Instruction is { } at ? $" at 0x{at:x}" : "")}{(thread.SystemCall is { } call ? $", system call {call}" : "")}"));
        }
    }

    private TextTree Environment()
    {
        var values = pid is null ? report.Container.Environment : [.. Processes.SelectMany(process => process.Environment)];
        return new("Environment", [.. values.Select(one => new TextTree($"{one.Name}={one.Value ?? "(hidden; --show-secrets shows it)"}"))]);
    }

    private static IEnumerable<TextTree> FilesOf(ProcessReport process) =>
    [
        new TextTree($"working folder {process.WorkingDirectory}"),
        .. process.Descriptors.Where(one => one.Socket is null).Select(one => new TextTree(ReportFacts.Descriptor(one))),
    ];

    private static IEnumerable<TextTree> SocketsOf(ProcessReport process) => process.Descriptors
        .Where(one => one.Socket is not null)
        .Select(one => new TextTree($"{one.Number}: {ReportFacts.Connection(one.Socket!)}"));

    private static TextTree Mount(MountReport mount) =>
        new($"{mount.Destination} ({mount.Type}) from {mount.Source}");

    private static TextTree Volume(VolumeReport volume) =>
        new(ReportFacts.Volume(volume), [.. Files(volume.Content ?? TreeReport.Empty)]);

    private static TextTree Changes(ContentsReport contents) => new(
        $"Changes: {ReportFacts.Tree(contents.Changes)}, {contents.Deleted.Count} deleted",
        [.. Files(contents.Changes), .. contents.Deleted.Select(path => new TextTree($"deleted {path}"))]);

    private static IEnumerable<TextTree> Files(TreeReport tree) =>
    [
        .. tree.Files.Take(MostFiles).Select(file => new TextTree($"{file.Path}, {HumanSize.Format(file.Bytes)}")),
        .. tree.FileCount > MostFiles ? (IEnumerable<TextTree>)[new($"{tree.FileCount - MostFiles} more")] : [],
    ];

    private static TextTree Memory(ProcessReport process) => new(
        $"{ReportFacts.Process(process)}, {HumanSize.Format((long)process.MappedBytes)} mapped, {HumanSize.Format((long)process.DumpedBytes)} in the checkpoint",
        [.. process.Memory.Select(Area)]);

    private static TextTree Area(MemoryArea area)
    {
        var elsewhere = (area.PagesInParent > 0 ? $", {area.PagesInParent} in the pre-checkpoint" : "")
            + (area.PagesLazy > 0 ? $", {area.PagesLazy} at the source" : "");
        return new(string.Create(
            CultureInfo.InvariantCulture,
            $"{area.Start:x}-{area.End:x} {area.Protection} {area.PagesHere} of {area.Bytes / 4096} pages{elsewhere} {area.Name}"));
    }

    private static IEnumerable<TextTree> Statistics(ContentsReport contents) =>
    [
        .. contents.Statistics is { } dump ? (IEnumerable<TextTree>)[new(ReportFacts.Dump(dump))] : [],
        .. contents.Parts.Select(part => new TextTree($"{part.Name}: {HumanSize.Format(part.Bytes)}")),
        .. contents.FileLocks.Select(one => new TextTree($"lock {one.Kind} {one.Mode} of process {one.Pid} on descriptor {one.Descriptor}")),
        .. contents.UnreadImages.Select(name => new TextTree($"not read: {name}")),
    ];
}
