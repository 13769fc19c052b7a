using System.Text;
using System.Text.Json;
using Gantry.Engine.Archive;
using Gantry.Engine.Checkpoints;
using Gantry.Engine.Checkpoints.Definition;
using Gantry.Engine.CriuImages;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Networks;
using Gantry.Engine.Model.Reports;

namespace Gantry.Engine.Inspection;

/// <summary>Takes the entries of a checkpoint as they come, in any order, and makes the report of them.</summary>
internal sealed class ContentsReader
{
    private const int MaxDocumentBytes = 16 * 1024 * 1024;
    private const string Pages = "Memory";

    private readonly string _archiveName;
    private readonly bool _showSecrets;
    private readonly CriuImageCollector _images = new();
    private readonly ProcessTexts _texts;
    private readonly Dictionary<string, long> _parts = [];
    private readonly Dictionary<string, TreeReport> _volumes = [];
    private IReadOnlyDictionary<string, NetworkStatus> _networkStatus = new Dictionary<string, NetworkStatus>();
    private TreeReport _changes = TreeReport.Empty;
    private TreeReport _sharedFiles = TreeReport.Empty;
    private IReadOnlyList<string> _deleted = [];
    private DateTimeOffset? _written;

    /// <summary>Begins with nothing.</summary>
    public ContentsReader(string archiveName, bool showSecrets)
    {
        _archiveName = archiveName;
        _showSecrets = showSecrets;
        _texts = new ProcessTexts(_images.Images);
    }

    /// <summary>The engine's record; null as long as it has not come.</summary>
    public byte[]? ConfigDump { get; private set; }

    /// <summary>The runtime's specification; null as long as it has not come.</summary>
    public byte[]? SpecDump { get; private set; }

    /// <summary>What the archive says of the installation that wrote it; null: nothing.</summary>
    public string? Origin { get; private set; }

    /// <summary>Whether an entry tells whose checkpoint it is, and costs nothing to read.</summary>
    public static bool IsIdentity(string name) =>
        name is EntryNames.Origin or EntryNames.ConfigDump or EntryNames.SpecDump or EntryNames.NetworkStatus or EntryNames.Artifacts;

    /// <summary>Takes an entry.</summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.Invalid"/>: damaged.</exception>
    public async Task TakeAsync(CheckpointEntry entry, CancellationToken cancellationToken)
    {
        switch (entry.Name)
        {
            case EntryNames.Origin:
                Origin = Encoding.ASCII.GetString(await ReadDocumentAsync(entry, cancellationToken));
                break;
            case EntryNames.ConfigDump:
                ConfigDump = await ReadDocumentAsync(entry, cancellationToken);
                _written = entry.Written;
                break;
            case EntryNames.SpecDump:
                SpecDump = await ReadDocumentAsync(entry, cancellationToken);
                break;
            case EntryNames.NetworkStatus:
                _networkStatus = NetworkStatusFile.Parse(await ReadDocumentAsync(entry, cancellationToken));
                break;
            case EntryNames.RootFsDiff:
                Measure("Changed files", entry);
                _changes = await TreeReader.ReadAsync(entry.Name, entry.Content, cancellationToken);
                break;
            case EntryNames.DeletedFiles:
                _deleted = await ReadDeletedAsync(entry, cancellationToken);
                break;
            case EntryNames.DevShm:
                Measure("/dev/shm", entry);
                _sharedFiles = await TreeReader.ReadAsync(entry.Name, entry.Content, cancellationToken);
                break;
            case EntryNames.StatsDump:
                await _images.ReadAsync(entry.Name, entry.Content, cancellationToken);
                break;
            default:
                await TakeOtherAsync(entry, cancellationToken);
                break;
        }
    }

    /// <summary>Whose checkpoint it is.</summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.Invalid"/>: it does not say so.</exception>
    public (ContainerReport Container, string Engine) Identify()
    {
        if (ConfigDump is null || SpecDump is null)
        {
            throw new GantryException(
                ErrorCode.Invalid,
                $"Cannot inspect {_archiveName}: it has no {(ConfigDump is null ? EntryNames.ConfigDump : EntryNames.SpecDump)}, "
                + "so it is no container checkpoint.");
        }

        var reports = new ContainerReports(_archiveName, ConfigDump, SpecDump);
        var container = reports.Report(_networkStatus, _written, _showSecrets);
        return (container with { Volumes = [.. container.Volumes.Select(WithContent)] }, reports.Engine);
    }

    /// <summary>What the checkpoint holds, all entries having come.</summary>
    /// <param name="hasList">The entries were compared with the archive's list of them.</param>
    public ContentsReport Report(bool hasList)
    {
        var images = _images.Images;
        return new ContentsReport
        {
            Parts = [.. _parts.Select(part => new PartSize(part.Key, part.Value)).OrderByDescending(part => part.Bytes)],
            HasList = hasList,
            IsComplete = images.Inventory is not null,
            NeedsParent = images.Pages.Values.Any(map => map.Ranges.Any(range => range.Place == PagePlace.InParent)),
            Processes = new ProcessReports(images, _texts, _showSecrets).All(),
            Mounts = [.. MountReports.Of(images)],
            FileLocks = [.. FileLockReports.Of(images)],
            Changes = _changes,
            Deleted = _deleted,
            SharedFiles = _sharedFiles,
            SharedMemoryBytes = images.SharedPages.Values.SelectMany(map => map.Ranges)
                .Where(range => range.Place == PagePlace.Here)
                .Aggregate(0UL, (sum, range) => sum + range.Bytes),
            Statistics = images.Statistics is { } numbers
                ? new DumpReport(
                    numbers.FreezingTime,
                    numbers.FrozenTime,
                    numbers.MemoryDumpTime,
                    numbers.MemoryWriteTime,
                    numbers.PagesScanned,
                    numbers.PagesSkipped,
                    numbers.PagesWritten,
                    numbers.PagesLazy)
                : null,
            UnreadImages = images.Unread,
        };
    }

    private VolumeReport WithContent(VolumeReport volume) =>
        volume with { Content = _volumes.GetValueOrDefault(volume.Name) };

    private async Task TakeOtherAsync(CheckpointEntry entry, CancellationToken cancellationToken)
    {
        if (EntryNames.VolumeOf(entry.Name) is { } volume)
        {
            Measure($"Volume {volume}", entry);
            _volumes[volume] = await TreeReader.ReadAsync(entry.Name, entry.Content, cancellationToken);
            return;
        }

        if (!entry.Name.StartsWith(EntryNames.Checkpoint + "/", StringComparison.Ordinal))
        {
            Measure(entry.Name.StartsWith(EntryNames.PreCheckpoint + "/", StringComparison.Ordinal) ? "Pre-checkpoint" : "Other files", entry);
            return;
        }

        var fileName = entry.Name[(EntryNames.Checkpoint.Length + 1)..];
        if (CriuImageName.Parse(fileName) is ("pages", { } number))
        {
            Measure(Pages, entry);
            await _texts.ReadAsync(number, entry.Content, cancellationToken);
        }
        else
        {
            Measure("Kernel objects", entry);
            await _images.ReadAsync(fileName, entry.Content, cancellationToken);
        }
    }

    private void Measure(string part, CheckpointEntry entry) =>
        _parts[part] = _parts.GetValueOrDefault(part) + entry.Length;

    private async Task<byte[]> ReadDocumentAsync(CheckpointEntry entry, CancellationToken cancellationToken)
    {
        if (entry.Length > MaxDocumentBytes)
        {
            throw new GantryException(
                ErrorCode.Invalid,
                $"Cannot inspect {_archiveName}: {entry.Name} has {entry.Length} bytes; at most {MaxDocumentBytes} are accepted.");
        }

        var content = new byte[entry.Length];
        await entry.Content.ReadExactlyAsync(content, cancellationToken);
        return content;
    }

    private async Task<IReadOnlyList<string>> ReadDeletedAsync(CheckpointEntry entry, CancellationToken cancellationToken)
    {
        try
        {
            return JsonSerializer.Deserialize(
                await ReadDocumentAsync(entry, cancellationToken), DefinitionJsonContext.Default.IReadOnlyListString) ?? [];
        }
        catch (JsonException e)
        {
            throw new GantryException(
                ErrorCode.Invalid, $"Cannot inspect {_archiveName}: {entry.Name} cannot be read: {e.Message}", e);
        }
    }
}
