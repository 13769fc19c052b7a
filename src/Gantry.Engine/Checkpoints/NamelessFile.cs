namespace Gantry.Engine.Checkpoints;

/// <summary>A file that has no name any more: the kernel removes it with this process, however that ends.</summary>
internal static class NamelessFile
{
    /// <summary>Makes one, to be written and read.</summary>
    /// <param name="folder">Where its content lies; made when it is missing.</param>
    public static FileStream Create(string folder)
    {
        Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var path = Path.Join(folder, "spool-" + Path.GetRandomFileName());
        var stream = new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.ReadWrite | FileShare.Delete,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        });
        File.Delete(path);
        return stream;
    }
}
