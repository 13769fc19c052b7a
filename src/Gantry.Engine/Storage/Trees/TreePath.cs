using Gantry.Linux;

namespace Gantry.Engine.Storage.Trees;

/// <summary>Paths relative to a tree's root: no leading slash, and empty for the root itself.</summary>
internal static class TreePath
{
    /// <summary>Orders paths so that what a directory holds follows it at once.</summary>
    internal static IComparer<string> Order { get; } = Comparer<string>.Create(Compare);

    internal static string Join(string directory, string name) =>
        directory.Length == 0 ? name : string.Concat(directory, "/", name);

    /// <summary>The directory and the last component of a path that is not the root.</summary>
    internal static (string Directory, string Name) Split(string path)
    {
        var slash = path.LastIndexOf('/');
        return slash < 0 ? ("", path) : (path[..slash], path[(slash + 1)..]);
    }

    /// <summary>
    /// The path without leading, doubled and trailing slashes and without "." components; null when a ".." is in it.
    /// </summary>
    internal static string? Normalize(string path)
    {
        if (!NeedsWork(path))
        {
            return path;
        }

        var components = path.Split('/').Where(c => c.Length > 0 && c != ".").ToArray();
        return components.Contains("..") ? null : string.Join('/', components);
    }

    /// <summary>Length in bytes, as the kernel and a tar count it.</summary>
    internal static int ByteCount(string path) => LinuxPath.ToBytes(path).Length;

    // Only a component that begins with a dot or is empty can be ".", ".." or superfluous.
    private static bool NeedsWork(string path) =>
        path.StartsWith('.') || path.StartsWith('/') || path.EndsWith('/')
        || path.Contains("/.", StringComparison.Ordinal)
        || path.Contains("//", StringComparison.Ordinal);

    private static int Compare(string? left, string? right)
    {
        var common = left.AsSpan().CommonPrefixLength(right);
        return Rank(left, common) - Rank(right, common);

        static int Rank(string? path, int index) =>
            path is null || index >= path.Length ? -1 : path[index] == '/' ? 0 : path[index];
    }
}
