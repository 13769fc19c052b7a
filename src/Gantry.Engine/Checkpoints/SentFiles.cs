using Gantry.Engine.Storage.Trees;

namespace Gantry.Engine.Checkpoints;

/// <summary>What another host has of a container's files by the archives that it was sent ahead: the next holds what changed since.</summary>
internal sealed class SentFiles
{
    private readonly Dictionary<string, SentTree> _volumes = new(StringComparer.Ordinal);

    /// <summary>The changes of the root file system.</summary>
    public SentTree RootFileSystem { get; } = new();

    /// <summary>A volume's content.</summary>
    public SentTree Volume(string name)
    {
        if (!_volumes.TryGetValue(name, out var tree))
        {
            tree = new SentTree();
            _volumes.Add(name, tree);
        }

        return tree;
    }
}
