using Gantry.Engine.Model;
using Gantry.Linux;

namespace Gantry.Engine.Checkpoints;

/// <summary>A file that appears under its name only when it is whole: <c>NAME.partial</c>, fsync, rename, fsync of the folder.</summary>
internal sealed class ArchiveFile : IDisposable
{
    private readonly DirectoryDescriptor _folder;
    private readonly Descriptor _file;
    private readonly string _name;

    private ArchiveFile(DirectoryDescriptor folder, Descriptor file, string name)
    {
        _folder = folder;
        _file = file;
        _name = name;
    }

    /// <summary>The path of the unfinished file beside <paramref name="path"/>.</summary>
    public static string PartialPath(string path) => path + ".partial";

    /// <summary>Whether <paramref name="path"/> is a device or pipe, which is written to as it is.</summary>
    public static bool IsSpecial(string path)
    {
        using var folder = DirectoryDescriptor.Open(FolderOf(path));
        return folder.TryStat(Path.GetFileName(path)) is { Kind: FileKind.CharDevice or FileKind.Fifo or FileKind.Socket };
    }

    /// <summary>Creates the unfinished file, mode 0600, in place of one that an earlier process left.</summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.NotFound"/>: the folder is missing or not writable.</exception>
    public static ArchiveFile Create(string path)
    {
        DirectoryDescriptor? folder = null;
        try
        {
            folder = DirectoryDescriptor.Open(FolderOf(path));
            var name = Path.GetFileName(path);
            if (folder.TryStat(name) is { Kind: FileKind.Directory })
            {
                throw new GantryException(ErrorCode.Invalid, $"Cannot write a checkpoint to {path}: it is a directory.");
            }

            var partial = PartialPath(name);
            if (folder.TryStat(partial) is not null)
            {
                folder.Unlink(partial);
            }

            return new ArchiveFile(folder, folder.OpenFile(partial, OpenMode.CreateNew), name);
        }
        catch (LinuxException e)
        {
            folder?.Dispose();
            throw new GantryException(ErrorCode.NotFound, $"Cannot write a checkpoint to {path}: {e.Message}", e);
        }
    }

    /// <summary>A stream to write the content to; closing it leaves the file open.</summary>
    public Stream OpenStream() => new WritebackStream(_file);

    /// <summary>Makes the content durable and gives the file its name, replacing what had it.</summary>
    public void Publish()
    {
        _file.Sync();
        _folder.Rename(PartialPath(_name), _folder, _name);
        _folder.Sync();
    }

    /// <summary>Removes the unfinished file.</summary>
    public void Discard() => _folder.Unlink(PartialPath(_name));

    /// <summary>Closes the file; without <see cref="Publish"/> the unfinished one stays for its undo step.</summary>
    public void Dispose()
    {
        _file.Dispose();
        _folder.Dispose();
    }

    private static string FolderOf(string path) => Path.GetDirectoryName(path) ?? "/";
}
