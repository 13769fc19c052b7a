using Gantry.Engine.Archive;

namespace Gantry.Engine.Storage.Trees;

/// <summary>
/// How a tar carries the name of a Unix socket, for which tar has no entry type (GNU tar and Podman leave sockets out):
/// an empty regular file with the PAX record <c>GANTRY.type=socket</c>. POSIX reserves keywords of the form
/// VENDOR.keyword (pax, "pax Extended Header"); a reader that does not know this one makes an empty file, which
/// stands in the way of bind(2) as the stale socket would, and which CRIU unlinks in the same way. An empty file and
/// not a FIFO, because whoever opens a FIFO waits.
/// </summary>
internal static class SocketRecord
{
    private const string Key = "GANTRY.type";
    private const string Value = "socket";

    /// <summary>The PAX records of a socket's entry.</summary>
    internal static IReadOnlyDictionary<string, string> Pax { get; } =
        new Dictionary<string, string>(StringComparer.Ordinal) { [Key] = Value };

    /// <summary>Whether the entry stands for a socket.</summary>
    internal static bool Marks(TarEntry entry) =>
        entry is { Type: TarEntryType.RegularFile, FileLength: 0, Pax.Count: > 0 }
        && entry.Pax.TryGetValue(Key, out var type)
        && type == Value;
}
