namespace Gantry.Linux;

/// <summary>
/// How openat2(2) walks a relative path. Links of /proc that lead elsewhere are refused in every mode.
/// </summary>
public enum ResolveMode
{
    /// <summary>
    /// Symbolic links on the way are followed; whatever leads above the start, absolute paths included, fails with
    /// <see cref="Errno.EXDEV"/> (RESOLVE_BENEATH).
    /// </summary>
    Beneath,

    /// <summary>As <see cref="Beneath"/>, and any symbolic link fails with <see cref="Errno.ELOOP"/>.</summary>
    BeneathNoLinks,

    /// <summary>
    /// The start is the root directory, as in a chroot: "/" and absolute links mean the start, ".." stops there
    /// (RESOLVE_IN_ROOT). For reading inside a container's file system.
    /// </summary>
    InRoot,
}
