using Gantry.Engine.Archive;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Reports;
using Gantry.Engine.Tools;

namespace Gantry.Engine.Inspection;

/// <summary>Reads a tar within a checkpoint into a report of its files, unpacking nothing.</summary>
internal static class TreeReader
{
    // The largest files are kept; of the rest counts and sums.
    private const int MostFiles = 20_000;

    /// <summary>Reads a tar, compressed or not.</summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.Invalid"/>: damaged.</exception>
    public static async Task<TreeReport> ReadAsync(string name, Stream content, CancellationToken cancellationToken)
    {
        await using var plain = await ArchiveStreams.DecompressAsync(content, DecompressionTool.Open, cancellationToken);
        var tar = new TarReader(plain, TarEnd.Optional, $"\"{name}\"");
        var files = new PriorityQueue<TreeFile, long>();
        var (count, bytes) = (0L, 0L);
        while (await tar.ReadNextAsync(cancellationToken) is { } header)
        {
            if (header.Type == TarEntryType.Directory)
            {
                continue;
            }

            count++;
            bytes += header.FileLength;
            files.Enqueue(ToFile(header), header.FileLength);
            if (files.Count > MostFiles)
            {
                files.Dequeue();
            }
        }

        return new TreeReport
        {
            FileCount = count,
            Bytes = bytes,
            Files = [.. files.UnorderedItems
                .Select(item => item.Element)
                .OrderByDescending(file => file.Bytes)
                .ThenBy(file => file.Path, StringComparer.Ordinal)],
        };
    }

    private static TreeFile ToFile(TarEntry header) => new(
        "/" + ReportText.Of(ArchiveRules.Normalise(header.Name)),
        header.FileLength,
        header.Mode & 0xFFF,
        header.Uid,
        header.Modified.ToDateTimeOffset());
}
