namespace Gantry.Linux;

/// <summary>Attributes of what the directory holds; here the name "." is the directory itself.</summary>
public sealed partial class DirectoryDescriptor
{
    /// <summary>The attributes of <paramref name="name"/> itself; null when it does not exist (statx(2)).</summary>
    public FileStatus? TryStat(string name) =>
        FileStatusReader.TryRead(Descriptor, RequireNameOrSelf(name), () => PathOf(name));

    /// <summary>The attributes of <paramref name="name"/> itself (statx(2)).</summary>
    public FileStatus Stat(string name) =>
        TryStat(name) ?? throw new LinuxException("statx", PathOf(name), Errno.ENOENT);

    /// <summary>
    /// Sets owner and group (fchownat(2)). The kernel clears set-user-id and file capabilities with it, so mode and
    /// extended attributes are set after.
    /// </summary>
    public void SetOwner(string name, uint uid, uint gid)
    {
        var result = LibC.FChOwnAt(Descriptor, RequireNameOrSelf(name), uid, gid, LibC.AtSymlinkNoFollow);
        Check(result, "fchownat", name);
    }

    /// <summary>
    /// Sets the 12 permission bits, whatever the umask (fchmodat2(2), before Linux 6.6 through /proc/self/fd). A link
    /// has none: <see cref="Errno.EOPNOTSUPP"/>.
    /// </summary>
    public void SetMode(string name, int mode)
    {
        var result = LibC.FChModAt2(Descriptor, RequireNameOrSelf(name), (uint)mode, LibC.AtSymlinkNoFollow);
        // EPERM: container engines' seccomp filters answer so for calls they do not know.
        if (result < 0 && LinuxException.LastError is Errno.ENOSYS or Errno.EPERM)
        {
            SetModeThroughProc(name, mode);
            return;
        }

        Check(result, "fchmodat2", name);
    }

    /// <summary>Sets the times of last access and change of content, of a link its own (utimensat(2)).</summary>
    public unsafe void SetTimes(string name, UnixTime access, UnixTime modified)
    {
        var times = stackalloc long[] { access.Seconds, access.Nanoseconds, modified.Seconds, modified.Nanoseconds };
        var result = LibC.UTimeNsAt(Descriptor, RequireNameOrSelf(name), times, LibC.AtSymlinkNoFollow);
        Check(result, "utimensat", name);
    }

    /// <summary>
    /// The names of all extended attributes this process may see; none where the file system has none
    /// (llistxattr(2)).
    /// </summary>
    public IReadOnlyList<string> ListExtendedAttributes(string name) =>
        ExtendedAttributes.List(ProcPathOf(name), PathOf(name));

    /// <summary>The value of an extended attribute; <see cref="Errno.ENODATA"/> without one (lgetxattr(2)).</summary>
    public byte[] GetExtendedAttribute(string name, string attribute) =>
        ExtendedAttributes.Get(ProcPathOf(name), PathOf(name), attribute);

    /// <summary>
    /// Sets an extended attribute, replacing one (lsetxattr(2)). "user." attributes are for regular files and
    /// directories alone: <see cref="Errno.EPERM"/>.
    /// </summary>
    public void SetExtendedAttribute(string name, string attribute, ReadOnlySpan<byte> value) =>
        ExtendedAttributes.Set(ProcPathOf(name), PathOf(name), attribute, value);

    /// <summary>Removes an extended attribute; <see cref="Errno.ENODATA"/> without one (lremovexattr(2)).</summary>
    public void RemoveExtendedAttribute(string name, string attribute) =>
        ExtendedAttributes.Remove(ProcPathOf(name), PathOf(name), attribute);

    private static string RequireNameOrSelf(string name) => name == "." ? name : RequireName(name);

    // There are no *at calls for extended attributes before Linux 6.13; the link in /proc names the open directory.
    private string ProcPathOf(string name) => $"{ProcPath}/{RequireNameOrSelf(name)}";

    private void SetModeThroughProc(string name, int mode)
    {
        var number = LibC.OpenAt(Descriptor, name, LibC.OPath | LibC.ONoFollow | LibC.OCloExec, 0);
        Check(number, "openat", name);
        using var file = new Descriptor(number);
        if (file.Status().Kind == FileKind.Symlink)
        {
            throw new LinuxException("chmod", PathOf(name), Errno.EOPNOTSUPP);
        }

        Check(LibC.ChMod($"/proc/self/fd/{number}", (uint)mode), "chmod", name);
    }
}
