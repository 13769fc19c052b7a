using System.Globalization;
using Gantry.Engine.Archive;

namespace Gantry.Engine.Storage.Trees;

/// <summary>
/// How a tar of changes carries a large file of which the reader has a part: the PAX record <c>GANTRY.kept</c> lists the
/// stretches that stay as they are, offset and length in turn, and the extents of the sparse file are those that come new. What
/// is in neither is a hole. Only a reader that was told to expect changes takes it.
/// </summary>
internal static class KeptRanges
{
    private const string Key = "GANTRY.kept";

    /// <summary>Whether the entry changes a file that is there.</summary>
    internal static bool Marks(TarEntry entry) =>
        entry is { Type: TarEntryType.RegularFile, Pax.Count: > 0 } && entry.Pax.ContainsKey(Key);

    /// <summary>The PAX records of such an entry.</summary>
    internal static IReadOnlyDictionary<string, string> Pax(IEnumerable<SparseExtent> kept) =>
        new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [Key] = string.Join(
                ',', kept.Select(range => string.Create(CultureInfo.InvariantCulture, $"{range.Offset},{range.Length}"))),
        };

    /// <summary>What is to be made of the file that is there.</summary>
    /// <exception cref="Gantry.Engine.Model.GantryException">Invalid: the record is wrong.</exception>
    internal static FilePatch Read(TarEntry entry)
    {
        var numbers = new List<long>();
        foreach (var text in entry.Pax[Key].Split(','))
        {
            numbers.Add(long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1);
        }

        try
        {
            var kept = numbers.Chunk(2).Select(pair => new SparseExtent(pair[0], pair.ElementAtOrDefault(1)));
            var sent = entry.Sparse?.Extents ?? [new SparseExtent(0, entry.Size)];
            return new FilePatch(
                entry.FileLength,
                sent,
                SparseMap.FromArchive(entry.FileLength, [.. sent.Concat(kept).OrderBy(extent => extent.Offset)]).Extents);
        }
        catch (InvalidDataException e)
        {
            throw EntryPath.Refused(entry.Name, e.Message, e);
        }
    }
}
