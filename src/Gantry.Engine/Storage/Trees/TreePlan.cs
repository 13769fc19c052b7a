using Gantry.Engine.Archive;
using Gantry.Engine.Model;

namespace Gantry.Engine.Storage.Trees;

/// <summary>The tar of a directory as it will be written: every entry with its metadata, fixed when planned.</summary>
internal sealed class TreePlan
{
    private const long ProgressStep = 1024 * 1024;

    private readonly string _rootPath;
    private readonly PlanRecords _records;
    private readonly SentTree? _sent;

    internal TreePlan(string rootPath, PlanRecords records, SentTree? sent)
    {
        _rootPath = rootPath;
        _records = records;
        _sent = sent;
    }

    /// <summary>Exact length of the tar in bytes, end marker included.</summary>
    public required long TarLengthBytes { get; init; }

    /// <summary>Number of entries.</summary>
    public required long Entries { get; init; }

    /// <summary>Bytes of file content, holes and further names of a file not counted.</summary>
    public required long DataBytes { get; init; }

    /// <summary>Writes exactly <see cref="TarLengthBytes"/> bytes. May be called more than once.</summary>
    /// <param name="destination">Takes the tar and stays open.</param>
    /// <param name="progress">Told about each megabyte; null when no one asks.</param>
    /// <param name="cancellationToken">Stops in the middle of the tar.</param>
    /// <exception cref="Gantry.Linux.LinuxException">A file cannot be read; the tar is incomplete.</exception>
    public async Task<TreeWriteResult> WriteAsync(
        Stream destination, IProgress<OperationProgress>? progress, CancellationToken cancellationToken)
    {
        var writer = new TarWriter(destination);
        using var files = new PlannedFiles(_rootPath, writer, _sent);
        long reported = 0;
        foreach (var planned in _records.Read())
        {
            await writer.WriteHeaderAsync(planned.Entry, cancellationToken);
            if (planned.Entry.Type == TarEntryType.RegularFile && !RemovalRecord.Marks(planned.Entry))
            {
                await files.CopyAsync(planned, cancellationToken);
            }

            if (progress is not null && writer.Position - reported >= ProgressStep)
            {
                reported = writer.Position;
                progress.Report(new OperationProgress("archiving files", reported, TarLengthBytes));
            }
        }

        await writer.FinishAsync(cancellationToken);
        _sent?.Unsettle(files.ChangedPaths);
        return writer.Position == TarLengthBytes
            ? new TreeWriteResult(files.ChangedPaths)
            : throw new InvalidOperationException(
                $"The tar of '{_rootPath}' has {writer.Position} bytes; {TarLengthBytes} were planned.");
    }
}
