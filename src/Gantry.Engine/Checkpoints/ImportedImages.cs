using Gantry.Engine.Archive;
using Gantry.Engine.Model;

namespace Gantry.Engine.Checkpoints;

/// <summary>
/// Where an import puts CRIU's images: in memory as long as there is room for them and for the processes that come out of
/// them, so that they never reach the disk; else in the bundle.
/// </summary>
internal sealed class ImportedImages
{
    private readonly HostLayout _layout;
    private readonly CheckpointFiles _files;
    private CheckpointStore _store;

    private ImportedImages(HostLayout layout, ContainerId id, bool inMemory)
    {
        _layout = layout;
        _files = new CheckpointFiles(layout, id);
        _store = inMemory ? _files.InMemory : _files.Durable;
    }

    /// <summary>In the bundle, where they outlive a restart of the machine.</summary>
    public static ImportedImages Durable(HostLayout layout, ContainerId id) => new(layout, id, inMemory: false);

    /// <summary>In memory if that can be.</summary>
    public static ImportedImages InMemory(HostLayout layout, ContainerId id) =>
        new(layout, id, MemoryCheckpoints.TryPrepare(layout, id, neededBytes: 0));

    /// <summary>
    /// The folder that an entry of the archive's <see cref="EntryNames.Checkpoint"/> belongs in. What came before moves
    /// to the disk when memory gets short, and when the images turn out to build on others, which are there.
    /// </summary>
    public string FolderFor(TarEntry entry)
    {
        // Twice: the processes have it in their memory before the images are removed.
        if (_store == _files.InMemory
            && (entry.Type == TarEntryType.Symlink || !MemoryCheckpoints.HasRoom(_layout, 2 * entry.Size)))
        {
            MoveToBundle();
        }

        return _store.Folder;
    }

    private void MoveToBundle()
    {
        BundleFolder.Recreate(_files.Durable.Images);
        foreach (var image in Directory.EnumerateFiles(_files.InMemory.Images))
        {
            File.Copy(image, Path.Join(_files.Durable.Images, Path.GetFileName(image)));
        }

        _files.InMemory.Remove();
        _store = _files.Durable;
    }
}
