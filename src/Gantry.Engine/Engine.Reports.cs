using System.Runtime.CompilerServices;
using Gantry.Engine.Archive;
using Gantry.Engine.Inspection;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Checkpoints;
using Gantry.Engine.Model.Reports;
using Gantry.Engine.Tools;

namespace Gantry.Engine;

/// <content>Looking into checkpoints. Nothing here changes anything.</content>
public sealed partial class Engine
{
    /// <summary>Says why something failed, by a log of CRIU, a runtime or conmon.</summary>
    /// <param name="path">The log; of one that is larger than 16 MiB the end is read.</param>
    /// <returns>Null when the log tells of no failure.</returns>
    /// <exception cref="GantryException"><see cref="ErrorCode.NotFound"/>: there is no such file.</exception>
    public static LogDiagnosis? ExplainLog(string path) =>
        CriuLog.Explain(CriuLog.Read(path) ?? throw new GantryException(ErrorCode.NotFound, $"no such log file: {path}"));

    /// <summary>Says what is in a checkpoint; restores and unpacks nothing.</summary>
    /// <exception cref="GantryException">
    /// <see cref="ErrorCode.NotFound"/>, <see cref="ErrorCode.WrongState"/>: there is none. <see cref="ErrorCode.Invalid"/>:
    /// damaged, or no checkpoint. <see cref="ErrorCode.Incompatible"/>: of a later version.
    /// </exception>
    public Task<CheckpointReport> InspectCheckpointAsync(InspectionRequest request, CancellationToken cancellationToken) =>
        _services.CheckpointInspector.InspectAsync(request, cancellationToken);

    /// <summary>The memory in a checkpoint.</summary>
    /// <param name="source">The checkpoint. A stream in it is closed.</param>
    /// <param name="pid">The one process wanted; null: all.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="GantryException">As <see cref="InspectCheckpointAsync"/>.</exception>
    public IAsyncEnumerable<MemoryPiece> ReadMemoryAsync(CheckpointSource source, uint? pid, CancellationToken cancellationToken) =>
        _services.Memory.ReadAsync(source, pid, cancellationToken);

    /// <summary>Looks for something in the memory of a checkpoint.</summary>
    /// <param name="source">The checkpoint. A stream in it is closed.</param>
    /// <param name="query">What is looked for.</param>
    /// <param name="cancellationToken">Stops the search.</param>
    /// <exception cref="GantryException">As <see cref="InspectCheckpointAsync"/>.</exception>
    public async IAsyncEnumerable<MemoryMatch> SearchMemoryAsync(
        CheckpointSource source, MemoryQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var search = new MemorySearch(query);
        await foreach (var piece in _services.Memory.ReadAsync(source, query.Pid, cancellationToken))
        {
            foreach (var match in search.Take(piece))
            {
                yield return match;
            }
        }

        foreach (var match in search.Finish())
        {
            yield return match;
        }
    }

    /// <summary>Says what differs between two checkpoints.</summary>
    /// <param name="openBefore">Opens the first one; called twice. Its stream is closed.</param>
    /// <param name="openAfter">Opens the second one; called twice. Its stream is closed.</param>
    /// <param name="showSecrets">Show values of the environment that look like secrets.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="GantryException">As <see cref="InspectCheckpointAsync"/>.</exception>
    public Task<CheckpointDifference> CompareCheckpointsAsync(
        Func<CheckpointSource> openBefore, Func<CheckpointSource> openAfter, bool showSecrets, CancellationToken cancellationToken) =>
        _services.CheckpointComparer.CompareAsync(openBefore, openAfter, showSecrets, cancellationToken);

    /// <summary>The checkpoint archives in a folder, not in those below it, the newest first.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="key">Opens those that are encrypted; what it does not open is left out. Null: all of them are.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="GantryException"><see cref="ErrorCode.NotFound"/>: there is no such folder.</exception>
    public static Task<IReadOnlyList<CheckpointListing>> ListCheckpointArchivesAsync(
        string folder, ArchiveKey? key, CancellationToken cancellationToken) =>
        ArchiveFolder.ListAsync(folder, key, cancellationToken);

    /// <summary>Reads an archive from start to end and checks all that can be checked without restoring it.</summary>
    /// <param name="archive">The archive; stays open.</param>
    /// <param name="name">Its name in messages.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="GantryException">
    /// <see cref="ErrorCode.Invalid"/>: damaged, cut short, not allowed, or not what its list says;
    /// <see cref="ErrorCode.Incompatible"/>: of a later version, or compressed with what this host cannot read.
    /// </exception>
    public static async Task<VerificationReport> VerifyCheckpointArchiveAsync(
        Stream archive, string name, CancellationToken cancellationToken)
    {
        await using var reader = new CheckpointArchiveReader(archive, name, DecompressionTool.Open);
        await foreach (var entry in reader.ReadEntriesAsync(cancellationToken))
        {
            await entry.Content.CopyToAsync(Stream.Null, cancellationToken);
        }

        var verification = reader.Verification!;
        return new VerificationReport(verification.Entries, verification.Manifest?.Engine, verification.Manifest?.Created);
    }
}
