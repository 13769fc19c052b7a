using Gantry.Linux;

namespace Gantry.Engine.Storage.Trees;

/// <summary>A name that the other end has, as it was here before it was read.</summary>
/// <param name="Device">The file's device.</param>
/// <param name="Inode">Its number there.</param>
/// <param name="Size">Its length in bytes.</param>
/// <param name="Modified">Last change of content.</param>
/// <param name="Changed">Last change of content or attributes.</param>
/// <param name="IsSettled">False: it may have changed since without a sign of it.</param>
/// <param name="Blocks">What the other end has of a large file; null for all else.</param>
internal readonly record struct SentName(
    ulong Device, ulong Inode, long Size, UnixTime Modified, UnixTime Changed, bool IsSettled, FileBlocks? Blocks)
{
    /// <summary>Whether it is the same file, changed or not.</summary>
    internal bool IsSameFileAs(in FileStatus status) => status.Device == Device && status.Inode == Inode;

    /// <summary>Whether it is the same file and looks unchanged.</summary>
    internal bool LooksLike(in FileStatus status) =>
        IsSameFileAs(status) && status.Size == Size && status.Modified == Modified && status.Changed == Changed;
}
