using System.Runtime.CompilerServices;
using Gantry.Engine.Archive;
using Gantry.Engine.Checkpoints;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Reports;
using Gantry.Engine.Tools;

namespace Gantry.Engine.Inspection;

/// <summary>
/// The files of a checkpoint from wherever it is, for those who look for something in it: nothing is compared with the
/// archive's list, which would cost more than the search.
/// </summary>
internal sealed class CheckpointEntries(CheckpointServices services)
{
    /// <summary>The files, each valid until the next one is asked for.</summary>
    /// <exception cref="GantryException">
    /// <see cref="ErrorCode.NotFound"/>, <see cref="ErrorCode.WrongState"/>: there is no such checkpoint.
    /// <see cref="ErrorCode.Invalid"/>: damaged.
    /// </exception>
    public IAsyncEnumerable<CheckpointEntry> ReadAsync(CheckpointSource source, CancellationToken cancellationToken) => source switch
    {
        CheckpointSource.FromArchive(var archive, var name, _) => ReadArchiveAsync(archive, name, cancellationToken),
        CheckpointSource.FromImage(var name) => ReadArchiveAsync(
            services.Images.OpenCheckpoint(services.Images.Resolve(name)), name, cancellationToken),
        CheckpointSource.FromContainer(var name) => Local(name).ReadEntriesAsync(cancellationToken),
        _ => throw new ArgumentOutOfRangeException(nameof(source), source, null),
    };

    /// <summary>The checkpoint in a container's folder.</summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.NotFound"/>.</exception>
    public LocalCheckpoint Local(string container)
    {
        var found = services.Context.Containers.Resolve(container);
        return new LocalCheckpoint(
            found, new CheckpointFiles(services.Context.Layout, found.Id), services.Context.Options.CgroupManager);
    }

    /// <summary>The files of an archive, which is closed when they have been read.</summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.Invalid"/>: damaged.</exception>
    public static async IAsyncEnumerable<CheckpointEntry> ReadArchiveAsync(
        Stream archive, string name, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var source = archive;
        await using var plain = await ArchiveStreams.DecompressAsync(archive, DecompressionTool.Open, cancellationToken);
        var tar = new TarReader(plain, TarEnd.Required, $"checkpoint archive \"{name}\"");
        while (await tar.ReadNextAsync(cancellationToken) is { } header)
        {
            if (header.Type == TarEntryType.RegularFile)
            {
                yield return new CheckpointEntry(
                    ArchiveRules.Normalise(header.Name), header.Size, header.Modified.ToDateTimeOffset(), tar.Content);
            }
        }
    }
}
