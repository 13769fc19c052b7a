using System.Globalization;
using Gantry.Engine.Archive;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Reports;

namespace Gantry.Engine.Inspection;

/// <summary>Compares two checkpoints without unpacking either.</summary>
internal sealed class CheckpointComparer(CheckpointInspector inspector, MemoryReader memory)
{
    private const string Hidden = "(hidden)";

    /// <summary>Compares them.</summary>
    /// <param name="openBefore">Opens the first one; called twice, since reports and pages are read one after the other.</param>
    /// <param name="openAfter">Opens the second one.</param>
    /// <param name="showSecrets">Show values of the environment that look like secrets.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="GantryException">As <see cref="CheckpointInspector.InspectAsync"/>.</exception>
    public async Task<CheckpointDifference> CompareAsync(
        Func<CheckpointSource> openBefore, Func<CheckpointSource> openAfter, bool showSecrets, CancellationToken cancellationToken)
    {
        var before = await InspectAsync(openBefore(), cancellationToken);
        var after = await InspectAsync(openAfter(), cancellationToken);
        DifferenceSection[] sections =
        [
            Section("Container", ContainerOf(before.Container), ContainerOf(after.Container)),
            Section("Environment", EnvironmentOf(before.Container, showSecrets), EnvironmentOf(after.Container, showSecrets)),
            Section("Processes", ProcessesOf(before), ProcessesOf(after)),
            Section("Descriptors", DescriptorsOf(before), DescriptorsOf(after)),
            new("Memory", await MemoryAsync(openBefore, openAfter, cancellationToken)),
            FileSection("Root file system", before, after, FilesOf, [EntryNames.RootFsDiff, EntryNames.DeletedFiles], _ => ""),
            FileSection("Volumes", before, after, VolumesOf, VolumeEntries(before, after), entry => EntryNames.VolumeOf(entry) + ": "),
        ];
        return new CheckpointDifference(before.Source, after.Source, [.. sections.Where(section => section.Items.Count > 0)]);
    }

    private async Task<CheckpointReport> InspectAsync(CheckpointSource source, CancellationToken cancellationToken)
    {
        await using var archive = (source as CheckpointSource.FromArchive)?.Archive;
        return await inspector.InspectAsync(new InspectionRequest { Source = source, ShowSecrets = true }, cancellationToken);
    }

    private static DifferenceSection Section(
        string name, IEnumerable<(string What, string Value)> before, IEnumerable<(string What, string Value)> after)
    {
        var (left, right) = (ToDictionary(before), ToDictionary(after));
        return new DifferenceSection(
            name,
            [
                .. left.Keys.Union(right.Keys)
                    .Select(what => new DifferenceItem(what, left.GetValueOrDefault(what), right.GetValueOrDefault(what)))
                    .Where(item => item.Before != item.After)
                    .Select(item => item with { Before = Shown(item.Before), After = Shown(item.After) }),
            ]);
    }

    // Where both archives have digests, those decide: of files they say what sizes and times do not, and of a large tree what
    // its report leaves out.
    private static DifferenceSection FileSection(
        string name,
        CheckpointReport before,
        CheckpointReport after,
        Func<CheckpointReport, IEnumerable<(string What, string Value)>> list,
        IEnumerable<string> entries,
        Func<string, string> prefix)
    {
        var files = Section(name, list(before), list(after));
        var (left, right) = (before.Contents!.Digests, after.Contents!.Digests);
        if (left.Count == 0 || right.Count == 0)
        {
            return files;
        }

        var changed = entries.Where(entry => left.GetValueOrDefault(entry) != right.GetValueOrDefault(entry)).ToList();
        return new DifferenceSection(
            name,
            [
                .. files.Items.Where(item => changed.Exists(entry => item.What.StartsWith(prefix(entry), StringComparison.Ordinal))),
                .. changed
                    .Where(entry => !files.Items.Any(item => item.What.StartsWith(prefix(entry), StringComparison.Ordinal)))
                    .Select(entry => new DifferenceItem(entry, DigestOf(left, entry), DigestOf(right, entry))),
            ]);
    }

    private static string? DigestOf(IReadOnlyDictionary<string, string> digests, string entry) =>
        digests.TryGetValue(entry, out var digest) ? $"sha256:{digest}" : null;

    private static IEnumerable<string> VolumeEntries(CheckpointReport before, CheckpointReport after) =>
        before.Contents!.Digests.Keys.Union(after.Contents!.Digests.Keys).Where(entry => EntryNames.VolumeOf(entry) is not null);

    // A damaged checkpoint may have a thing twice; the last one counts.
    private static Dictionary<string, string> ToDictionary(IEnumerable<(string What, string Value)> facts)
    {
        var all = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (what, value) in facts)
        {
            all[what] = value;
        }

        return all;
    }

    // What was compared, but is not to be seen, stands behind a zero byte.
    private static string? Shown(string? value) => value is null ? null : value.StartsWith('\0') ? Hidden : value;

    private static IEnumerable<(string, string)> ContainerOf(ContainerReport container) =>
    [
        ("name", container.Name),
        ("id", container.Id),
        ("image", container.Image),
        ("image id", container.ImageId),
        ("runtime", container.Runtime),
        ("command", string.Join(' ', container.Command)),
        .. container.Ports.Select(port => ($"port {port.ContainerPort}/{port.Protocol}", $"{port.HostAddress}:{port.HostPort}")),
        .. container.Addresses.Select(address => ($"address on {address.Network}", address.Address)),
        .. container.Mounts.Select(mount => ($"mount {mount.Destination}", mount.Type)),
    ];

    private static IEnumerable<(string, string)> EnvironmentOf(ContainerReport container, bool showSecrets) =>
        container.Environment.Select(one => (
            one.Name, showSecrets || !EnvironmentReport.IsSecret(one.Name, one.Value!) ? one.Value! : "\0" + one.Value));

    private static IEnumerable<(string, string)> ProcessesOf(CheckpointReport report) =>
        report.Contents!.Processes.Select(process => (
            $"process {process.Pid}",
            process.Arguments.Count > 0 ? $"{process.Name}: {string.Join(' ', process.Arguments)}" : process.Name));

    private static IEnumerable<(string, string)> DescriptorsOf(CheckpointReport report) =>
        from process in report.Contents!.Processes
        from descriptor in process.Descriptors
        select (
            $"process {process.Pid}, descriptor {descriptor.Number}",
            $"{descriptor.Kind} {descriptor.Target}{(descriptor.Position is { } at ? $" at {at}" : "")}");

    private static IEnumerable<(string, string)> FilesOf(CheckpointReport report) =>
        report.Contents!.Changes.Files.Select(file => (file.Path, FileOf(file)))
            .Concat(report.Contents.Deleted.Select(path => (path, "deleted")));

    private static IEnumerable<(string, string)> VolumesOf(CheckpointReport report) =>
        from volume in report.Container.Volumes
        from file in volume.Content?.Files ?? []
        select ($"{volume.Name}: {file.Path}", FileOf(file));

    private static string FileOf(TreeFile file) => string.Create(
        CultureInfo.InvariantCulture, $"{file.Bytes} bytes of {file.Modified.UtcDateTime:yyyy-MM-dd HH:mm:ss.fff}");

    private async Task<IReadOnlyList<DifferenceItem>> MemoryAsync(
        Func<CheckpointSource> openBefore, Func<CheckpointSource> openAfter, CancellationToken cancellationToken)
    {
        var digests = new PageDigests();
        await foreach (var piece in memory.ReadAsync(openBefore(), pid: null, cancellationToken))
        {
            digests.Remember(piece);
        }

        var areas = new SortedDictionary<(uint Pid, string Area), (long Pages, long Changed, long New)>();
        await foreach (var piece in memory.ReadAsync(openAfter(), pid: null, cancellationToken))
        {
            var (changed, added) = digests.Compare(piece);
            var sum = areas.GetValueOrDefault((piece.Pid, piece.Area));
            areas[(piece.Pid, piece.Area)] = (sum.Pages + (piece.Bytes.Length / 4096), sum.Changed + changed, sum.New + added);
        }

        return
        [
            .. areas.Where(area => area.Value.Changed + area.Value.New > 0).Select(area => new DifferenceItem(
                $"process {area.Key.Pid}, {(area.Key.Area.Length > 0 ? area.Key.Area : "without a name")}",
                string.Create(CultureInfo.InvariantCulture, $"{area.Value.Pages - area.Value.New} pages"),
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{area.Value.Changed} of {area.Value.Pages} pages changed, {area.Value.New} new"))),
        ];
    }
}
