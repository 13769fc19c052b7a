using Gantry.Linux;

namespace Gantry.Engine.Checkpoints;

/// <summary>
/// The times of a frozen container's /tmp during a dump. CRIU makes and removes a folder in there (criu/mount.c,
/// "cr-tmpfs."), after which /tmp would count as changed by the container, and be carried in its archive.
/// </summary>
internal sealed class TemporaryFolderTimes : IDisposable
{
    private const string Name = "tmp";

    private readonly DirectoryDescriptor _root;
    private readonly FileStatus? _before;

    private TemporaryFolderTimes(DirectoryDescriptor root)
    {
        _root = root;
        _before = root.TryStat(Name) is { Kind: FileKind.Directory } folder ? folder : null;
    }

    /// <summary>Notes the times; disposing gives them back. The processes must be frozen all the while.</summary>
    /// <param name="root">The container's root file system.</param>
    public static TemporaryFolderTimes Hold(string root) => new(DirectoryDescriptor.Open(root));

    /// <inheritdoc/>
    public void Dispose()
    {
        using (_root)
        {
            if (_before is { } before && _root.TryStat(Name) is { } now && now.Modified != before.Modified)
            {
                _root.SetTimes(Name, before.Accessed, before.Modified);
            }
        }
    }
}
