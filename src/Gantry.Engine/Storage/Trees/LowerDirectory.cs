using Gantry.Linux;

namespace Gantry.Engine.Storage.Trees;

/// <summary>A directory merged from several layers, highest first.</summary>
internal sealed class LowerDirectory(IReadOnlyList<(int Layer, DirectoryDescriptor Directory)> parts) : IDisposable
{
    public void Dispose()
    {
        foreach (var (_, directory) in parts)
        {
            directory.Dispose();
        }
    }

    /// <summary>What the layers show under a name; null for nothing.</summary>
    internal LowerFile? Find(string name)
    {
        LowerFile? found = null;
        var layers = new List<int>();
        foreach (var (layer, directory) in parts)
        {
            if (directory.TryStat(name) is not { } status)
            {
                continue;
            }

            var isDirectory = status.Kind == FileKind.Directory;
            if (found is null && !OverlayMarks.IsWhiteout(directory, name, status))
            {
                found = new LowerFile(directory, name, status, layers);
            }

            if (!isDirectory)
            {
                break;
            }

            layers.Add(layer);
            if (OverlayMarks.IsOpaque(directory, name))
            {
                break;
            }
        }

        return found;
    }

    /// <summary>All names shown, in no order.</summary>
    internal IReadOnlySet<string> Names()
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (_, directory) in parts)
        {
            names.UnionWith(directory.Enumerate().Select(e => e.Name));
        }

        names.RemoveWhere(n => Find(n) is null);
        return names;
    }
}
