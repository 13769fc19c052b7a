using System.Runtime.CompilerServices;
using Gantry.Engine.Archive;
using Gantry.Engine.CriuImages;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Reports;

namespace Gantry.Engine.Inspection;

/// <summary>Reads the memory of processes out of a checkpoint in one pass.</summary>
internal sealed class MemoryReader(CheckpointEntries entries)
{
    private const int PieceBytes = 1024 * 1024;

    /// <summary>The memory that a checkpoint holds, each process's by address.</summary>
    /// <param name="source">The checkpoint.</param>
    /// <param name="pid">The one process wanted; null: all.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="GantryException">As <see cref="CheckpointEntries.ReadAsync"/>.</exception>
    public async IAsyncEnumerable<MemoryPiece> ReadAsync(
        CheckpointSource source, uint? pid, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var images = new CriuImageCollector();
        var buffer = new byte[PieceBytes];
        await foreach (var entry in entries.ReadAsync(source, cancellationToken))
        {
            if (!entry.Name.StartsWith(EntryNames.Checkpoint + "/", StringComparison.Ordinal))
            {
                continue;
            }

            var fileName = entry.Name[(EntryNames.Checkpoint.Length + 1)..];
            if (CriuImageName.Parse(fileName) is not ("pages", { } number))
            {
                await images.ReadAsync(fileName, entry.Content, cancellationToken);
                continue;
            }

            // CRIU's maps come before the pages by name; every engine packs them in that order.
            foreach (var (owner, map) in images.Images.Pages.Where(pair => pair.Value.PagesNumber == number && (pid ?? pair.Key) == pair.Key))
            {
                await foreach (var piece in ReadAsync(images.Images, owner, map, entry.Content, buffer, cancellationToken))
                {
                    yield return piece;
                }
            }
        }
    }

    private static async IAsyncEnumerable<MemoryPiece> ReadAsync(
        CriuImageSet images,
        uint pid,
        PageMap map,
        Stream pages,
        byte[] buffer,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var areas = new MemoryReports(images).Of(pid);
        foreach (var range in map.Ranges.Where(range => range.Place == PagePlace.Here).OrderBy(range => range.FileOffset))
        {
            for (var offset = 0UL; offset < range.Bytes;)
            {
                var address = range.Address + offset;
                var area = Find(areas, address);
                var end = Math.Min(range.End, area?.End ?? range.End);
                var length = (int)Math.Min((ulong)PieceBytes, end - address);
                if (await pages.ReadAtLeastAsync(buffer.AsMemory(0, length), length, throwOnEndOfStream: false, cancellationToken) < length)
                {
                    throw new GantryException(ErrorCode.Invalid, $"Cannot read the memory of process {pid}: its pages file is cut short.");
                }

                yield return new MemoryPiece(pid, area?.Name ?? "", address, buffer.AsMemory(0, length));
                offset += (ulong)length;
            }
        }
    }

    private static MemoryArea? Find(IReadOnlyList<MemoryArea> areas, ulong address)
    {
        var (low, high) = (0, areas.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = areas[middle].End > address ? (low, middle) : (middle + 1, high);
        }

        return low < areas.Count && areas[low].Start <= address ? areas[low] : null;
    }
}
