using Gantry.Linux;

namespace Gantry.Engine.Storage.Trees;

/// <summary>What a walk met, by path.</summary>
internal sealed class FoundNames : ITreeVisitor
{
    private readonly Dictionary<string, FileStatus> _found = new(StringComparer.Ordinal);

    /// <summary>All of it.</summary>
    internal IEnumerable<KeyValuePair<string, FileStatus>> All => _found;

    /// <summary>Whether it met a path.</summary>
    internal bool Has(string path) => _found.ContainsKey(path);

    /// <inheritdoc/>
    public void RequireFits(string path)
    {
        // Whoever makes the tar asks.
    }

    /// <inheritdoc/>
    public void Add(DirectoryDescriptor directory, string path, string name, in FileStatus status) =>
        _found[name == "." ? path : TreePath.Join(path, name)] = status;
}
