using Gantry.Engine.Archive;

namespace Gantry.Engine.Storage.Trees;

/// <summary>
/// How a tar of changes says that a name is gone, with all beneath it: an empty regular file with the PAX record
/// <c>GANTRY.type=removed</c>. Only a reader that was told to expect changes takes it.
/// </summary>
internal static class RemovalRecord
{
    private const string Key = "GANTRY.type";
    private const string Value = "removed";

    /// <summary>The PAX records of such an entry.</summary>
    internal static IReadOnlyDictionary<string, string> Pax { get; } =
        new Dictionary<string, string>(StringComparer.Ordinal) { [Key] = Value };

    /// <summary>Whether the entry stands for a name that is gone.</summary>
    internal static bool Marks(TarEntry entry) =>
        entry is { Type: TarEntryType.RegularFile, FileLength: 0, Pax.Count: > 0 }
        && entry.Pax.TryGetValue(Key, out var type)
        && type == Value;
}
