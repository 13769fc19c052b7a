using Gantry.Linux;

namespace Gantry.Engine.Storage.Trees;

/// <summary>
/// Looks names up in the lower layers of an overlay as the kernel does (fs/overlayfs/namei.c, ovl_lookup): the highest
/// layer that has a name decides; directories of one name are merged down to an opaque one, a whiteout or a
/// non-directory.
/// </summary>
internal sealed class LowerLayers : IDisposable
{
    private readonly DirectoryDescriptor[] _roots;

    /// <summary>Opens the layers, highest first.</summary>
    internal LowerLayers(IReadOnlyList<string> directories)
    {
        _roots = new DirectoryDescriptor[directories.Count];
        try
        {
            for (var i = 0; i < _roots.Length; i++)
            {
                _roots[i] = DirectoryDescriptor.Open(directories[i]);
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public void Dispose() => Array.ForEach(_roots, root => root?.Dispose());

    /// <summary>The layers that make up the root directory.</summary>
    internal int[] AllLayers() => Enumerable.Range(0, _roots.Length).ToArray();

    /// <summary>Opens the directory that these layers together show at a path. The caller disposes it.</summary>
    internal LowerDirectory Open(string path, int[] layers)
    {
        var opened = new List<(int Layer, DirectoryDescriptor Directory)>();
        try
        {
            foreach (var layer in layers)
            {
                opened.Add((layer, path.Length == 0 ? _roots[layer].Duplicate() : _roots[layer].OpenDirectory(path)));
            }

            return new LowerDirectory(opened);
        }
        catch
        {
            opened.ForEach(o => o.Directory.Dispose());
            throw;
        }
    }
}
