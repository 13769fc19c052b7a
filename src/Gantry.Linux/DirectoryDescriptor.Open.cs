namespace Gantry.Linux;

/// <summary>Opening what lies beneath, by relative paths that openat2(2) keeps inside.</summary>
public sealed partial class DirectoryDescriptor
{
    /// <summary>Opens a directory beneath; "." is this one.</summary>
    /// <param name="relative">Path from here; in <see cref="ResolveMode.InRoot"/> it may begin with '/'.</param>
    /// <param name="mode">How links and ".." on the way are treated.</param>
    /// <exception cref="LinuxException">
    /// <see cref="Errno.EXDEV"/>: it leads out. <see cref="Errno.ELOOP"/>: it meets a link that is not allowed.
    /// </exception>
    public DirectoryDescriptor OpenDirectory(string relative, ResolveMode mode = ResolveMode.BeneathNoLinks) =>
        TryOpenDirectory(relative, mode) ?? throw new LinuxException("openat2", PathOf(relative), Errno.ENOENT);

    /// <summary>As <see cref="OpenDirectory"/>; null when it does not exist.</summary>
    public DirectoryDescriptor? TryOpenDirectory(string relative, ResolveMode mode = ResolveMode.BeneathNoLinks)
    {
        var number = OpenAt2(relative, LibC.OPath | LibC.ODirectory, 0, ResolveFlags(mode));
        return number < 0 ? null : new DirectoryDescriptor(new Descriptor(number), PathOf(relative));
    }

    /// <summary>
    /// Opens a directory beneath, creating every component that is missing. A component that is a link fails with
    /// <see cref="Errno.ELOOP"/> or <see cref="Errno.ENOTDIR"/>, ".." and a leading '/' with <see cref="Errno.EXDEV"/>.
    /// </summary>
    /// <param name="relative">Path from here; "." and doubled '/' are skipped.</param>
    /// <param name="mode">Permission bits of what is created, less the umask.</param>
    public DirectoryDescriptor OpenOrCreateDirectory(string relative, int mode)
    {
        ArgumentNullException.ThrowIfNull(relative);
        if (relative.StartsWith('/'))
        {
            throw new LinuxException("openat2", relative, Errno.EXDEV);
        }

        var current = Duplicate();
        try
        {
            foreach (var component in relative.Split('/').Where(c => c.Length > 0 && c != "."))
            {
                var next = current.OpenOrCreateChild(component, mode);
                current.Dispose();
                current = next;
            }

            return current;
        }
        catch
        {
            current.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Opens a regular file beneath. The last component may be a link only in <see cref="ResolveMode.InRoot"/>, where
    /// it stays inside as the others do; anywhere else it fails with <see cref="Errno.ELOOP"/>. What is not a regular
    /// file is refused (<see cref="Errno.EISDIR"/>, <see cref="Errno.EOPNOTSUPP"/>) without waiting on a FIFO.
    /// </summary>
    /// <param name="relative">Path from here.</param>
    /// <param name="mode">What it is opened for.</param>
    /// <param name="permissions">Permission bits of a new file, less the umask.</param>
    /// <param name="resolve">How links and ".." on the way are treated.</param>
    public Descriptor OpenFile(
        string relative,
        OpenMode mode,
        int permissions = 0x180, // 0600
        ResolveMode resolve = ResolveMode.BeneathNoLinks) =>
        TryOpenFile(relative, mode, permissions, resolve)
            ?? throw new LinuxException("openat2", PathOf(relative), Errno.ENOENT);

    /// <summary>As <see cref="OpenFile"/>; null when it, or a directory on the way, does not exist.</summary>
    public Descriptor? TryOpenFile(
        string relative,
        OpenMode mode,
        int permissions = 0x180, // 0600
        ResolveMode resolve = ResolveMode.BeneathNoLinks)
    {
        var flags = AccessFlags(mode) | LibC.ONonBlock | LibC.ONoCtty;
        if (resolve != ResolveMode.InRoot)
        {
            flags |= LibC.ONoFollow;
        }

        var number = OpenAt2(relative, flags, mode == OpenMode.CreateNew ? permissions : 0, ResolveFlags(resolve));
        if (number < 0)
        {
            return null;
        }

        var file = new Descriptor(number);
        RequireRegular(file, relative);
        return file;
    }

    /// <summary>As <see cref="OpenDirectory"/> for one name, staying on this mount (RESOLVE_NO_XDEV).</summary>
    internal DirectoryDescriptor? TryOpenChildOnSameMount(string name)
    {
        const ulong Resolve = LibC.ResolveBeneath | LibC.ResolveNoSymlinks | LibC.ResolveNoXDev;
        var number = OpenAt2(name, LibC.OPath | LibC.ODirectory, 0, Resolve);
        return number < 0 ? null : new DirectoryDescriptor(new Descriptor(number), PathOf(name));
    }

    private static int AccessFlags(OpenMode mode) => mode switch
    {
        OpenMode.Read => LibC.ORdOnly,
        OpenMode.CreateNew => LibC.ORdWr | LibC.OCreat | LibC.OExcl,
        OpenMode.Write => LibC.ORdWr,
        _ => throw new ArgumentOutOfRangeException(nameof(mode), mode, null),
    };

    private static ulong ResolveFlags(ResolveMode mode) => mode switch
    {
        ResolveMode.Beneath => LibC.ResolveBeneath | LibC.ResolveNoMagicLinks,
        ResolveMode.BeneathNoLinks => LibC.ResolveBeneath | LibC.ResolveNoMagicLinks | LibC.ResolveNoSymlinks,
        ResolveMode.InRoot => LibC.ResolveInRoot | LibC.ResolveNoMagicLinks,
        _ => throw new ArgumentOutOfRangeException(nameof(mode), mode, null),
    };

    private DirectoryDescriptor OpenOrCreateChild(string name, int mode)
    {
        if (name == "..")
        {
            throw new LinuxException("openat2", PathOf(name), Errno.EXDEV);
        }

        if (LibC.MkDirAt(Descriptor, name, (uint)mode) < 0 && LinuxException.LastError != Errno.EEXIST)
        {
            throw LinuxException.FromLastError("mkdirat", PathOf(name));
        }

        return OpenDirectory(name);
    }

    private void RequireRegular(Descriptor file, string relative)
    {
        var kind = file.Status().Kind;
        if (kind != FileKind.Regular)
        {
            file.Dispose();
            var errno = kind == FileKind.Directory ? Errno.EISDIR : Errno.EOPNOTSUPP;
            throw new LinuxException("openat2", PathOf(relative), errno, "it is not a regular file");
        }
    }

    /// <summary>The new descriptor, or -1 when the path does not exist.</summary>
    private int OpenAt2(string relative, int flags, int permissions, ulong resolve)
    {
        ArgumentException.ThrowIfNullOrEmpty(relative);
        var how = new LibC.OpenHow
        {
            Flags = (uint)(flags | LibC.OCloExec),
            Mode = (uint)permissions,
            Resolve = resolve,
        };
        int number;
        do
        {
            number = LibC.OpenAt2(Descriptor, relative, how);
        }
        // EAGAIN: something was renamed while the kernel checked a ".." (openat2(2)).
        while (number < 0 && LinuxException.LastError is Errno.EINTR or Errno.EAGAIN);

        var errno = LinuxException.LastError;
        return number >= 0 || errno == Errno.ENOENT
            ? number
            : throw new LinuxException("openat2", PathOf(relative), errno);
    }
}
