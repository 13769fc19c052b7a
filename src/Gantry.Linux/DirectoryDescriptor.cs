namespace Gantry.Linux;

/// <summary>
/// An open directory and the operations on what it holds. A name is one component, never a path: no '/', not "..",
/// so nothing here can be led out of the directory by a link or by a rename under way. Operations on a name act on
/// that name itself, never on the target of a link. Failures are <see cref="LinuxException"/>.
/// </summary>
public sealed partial class DirectoryDescriptor : IDisposable
{
    private DirectoryDescriptor(Descriptor descriptor, string path)
    {
        Descriptor = descriptor;
        Path = path;
    }

    /// <summary>The path it was opened by, for messages; a rename since does not show.</summary>
    public string Path { get; }

    /// <summary>
    /// The directory's number in /proc/self/fd as a path: names what is open, whatever became of its name, and is
    /// short. Valid in this process until disposed.
    /// </summary>
    public string ProcPath => $"/proc/self/fd/{Descriptor.Number}";

    /// <summary>The open directory (O_PATH).</summary>
    internal Descriptor Descriptor { get; }

    /// <summary>Opens a directory by a path of the host, which is trusted: links are followed.</summary>
    public static DirectoryDescriptor Open(string absolutePath)
    {
        RequireAbsolute(absolutePath);
        var number = LibC.Open(absolutePath, LibC.OPath | LibC.ODirectory | LibC.OCloExec, 0);
        return number >= 0
            ? new DirectoryDescriptor(new Descriptor(number), absolutePath)
            : throw LinuxException.FromLastError("open", absolutePath);
    }

    /// <summary>Another descriptor for the same directory, disposed on its own.</summary>
    public DirectoryDescriptor Duplicate() => new(Descriptor.Duplicate(), Path);

    /// <inheritdoc/>
    public void Dispose() => Descriptor.Dispose();

    /// <summary>The directory's own attributes.</summary>
    public FileStatus Status() => FileStatusReader.Read(Descriptor);

    /// <summary>Makes new and removed names in it durable (fsync(2)).</summary>
    public void Sync()
    {
        using var readable = OpenReadable();
        readable.Sync();
    }

    /// <summary>The names in it, "." and ".." left out, in no order. Read as enumerated (getdents64(2)).</summary>
    public IEnumerable<DirectoryEntry> Enumerate() => DirectoryReader.Read(OpenReadable, Path);

    /// <summary>Creates a directory (mkdirat(2)).</summary>
    /// <param name="name">Its name, which must not exist.</param>
    /// <param name="mode">Permission bits, less the umask.</param>
    public void MakeDirectory(string name, int mode) =>
        Check(LibC.MkDirAt(Descriptor, RequireName(name), (uint)mode), "mkdirat", name);

    /// <summary>Creates a symbolic link with any text as its target (symlinkat(2)).</summary>
    public void MakeSymlink(string target, string name) =>
        Check(LibC.SymlinkAt(target, Descriptor, RequireName(name)), "symlinkat", name);

    /// <summary>Creates a FIFO, a socket's name, a device file or an empty regular file (mknodat(2)).</summary>
    /// <param name="name">Its name, which must not exist.</param>
    /// <param name="kind">What it becomes; a directory or link is an <see cref="ArgumentException"/>.</param>
    /// <param name="mode">Permission bits, less the umask.</param>
    /// <param name="rdev">Device number (<see cref="DeviceNumber"/>) of a device file, 0 otherwise.</param>
    public void MakeNode(string name, FileKind kind, int mode, ulong rdev) =>
        Check(LibC.MkNodAt(Descriptor, RequireName(name), NodeType(kind) | (uint)mode, rdev), "mknodat", name);

    /// <summary>Gives an existing file a further name (linkat(2)); a symbolic link is linked itself.</summary>
    /// <param name="from">Directory of the existing name.</param>
    /// <param name="fromName">The existing name.</param>
    /// <param name="toName">The new name in this directory, which must not exist.</param>
    public void Link(DirectoryDescriptor from, string fromName, string toName)
    {
        ArgumentNullException.ThrowIfNull(from);
        var result = LibC.LinkAt(from.Descriptor, RequireName(fromName), Descriptor, RequireName(toName), 0);
        Check(result, "linkat", toName);
    }

    /// <summary>Removes a name that is no directory (unlinkat(2)).</summary>
    public void Unlink(string name) => Check(LibC.UnlinkAt(Descriptor, RequireName(name), 0), "unlinkat", name);

    /// <summary>Removes an empty directory (unlinkat(2) with AT_REMOVEDIR).</summary>
    public void RemoveDirectory(string name) =>
        Check(LibC.UnlinkAt(Descriptor, RequireName(name), LibC.AtRemoveDir), "unlinkat", name);

    /// <summary>
    /// Removes <paramref name="name"/> and all beneath it, of any depth. Never follows a link. A mount point beneath
    /// fails with <see cref="Errno.EXDEV"/> or <see cref="Errno.EBUSY"/> and leaves the rest partly removed; a name
    /// that does not exist is fine.
    /// </summary>
    public void RemoveTree(string name) => TreeRemover.Remove(this, RequireName(name));

    /// <summary>Moves a name, replacing what bore <paramref name="toName"/> (renameat(2)).</summary>
    public void Rename(string from, DirectoryDescriptor to, string toName)
    {
        ArgumentNullException.ThrowIfNull(to);
        Check(LibC.RenameAt(Descriptor, RequireName(from), to.Descriptor, RequireName(toName)), "renameat", from);
    }

    /// <summary>The target of a symbolic link, as it was written (readlinkat(2)).</summary>
    public unsafe string ReadLink(string name)
    {
        // The longest target a file system keeps is PATH_MAX = 4096 bytes.
        var buffer = stackalloc byte[4097];
        var length = LibC.ReadLinkAt(Descriptor, RequireName(name), buffer, 4097);
        Check((int)length, "readlinkat", name);
        return LinuxPath.FromBytes(new ReadOnlySpan<byte>(buffer, (int)length));
    }

    /// <summary>The path of <paramref name="name"/> for messages.</summary>
    internal string PathOf(string name) => name.Length == 0 || name == "." ? Path : $"{Path.TrimEnd('/')}/{name}";

    internal static void RequireAbsolute(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (path[0] != '/')
        {
            throw new ArgumentException($"The path '{path}' is not absolute.", nameof(path));
        }
    }

    private static string RequireName(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (name is "." or ".." || name.Contains('/', StringComparison.Ordinal))
        {
            throw new ArgumentException($"'{name}' is not a single file name.", nameof(name));
        }

        return name;
    }

    private static uint NodeType(FileKind kind) => kind switch
    {
        FileKind.Regular => 0x8000,
        FileKind.CharDevice => 0x2000,
        FileKind.BlockDevice => 0x6000,
        FileKind.Fifo => 0x1000,
        FileKind.Socket => 0xC000,
        FileKind.Directory or FileKind.Symlink => throw new ArgumentException(
            "mknod makes no directories and no links.", nameof(kind)),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };

    private Descriptor OpenReadable()
    {
        const int Flags = LibC.ORdOnly | LibC.OCloExec;
        var number = LibC.OpenAt(Descriptor, ".", Flags | LibC.ODirectory, 0);
        return number >= 0 ? new Descriptor(number) : throw LinuxException.FromLastError("openat", Path);
    }

    private void Check(int result, string call, string name)
    {
        if (result < 0)
        {
            throw new LinuxException(call, PathOf(name), LinuxException.LastError);
        }
    }
}
