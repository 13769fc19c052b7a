namespace Gantry.Linux;

/// <summary>One line of /proc/self/mountinfo (proc(5)), escapes undone.</summary>
/// <param name="Id">The mount's id, unique while it exists.</param>
/// <param name="ParentId">Id of the mount it is on.</param>
/// <param name="Device">Device number of its file system, as in <see cref="DeviceNumber"/>.</param>
/// <param name="Root">The folder of the file system that forms the mount's root.</param>
/// <param name="MountPoint">Where it is mounted.</param>
/// <param name="Options">Options of this mount.</param>
/// <param name="Propagation">The optional fields, such as "shared:1"; empty for a private mount.</param>
/// <param name="FileSystemType">Type, such as "overlay".</param>
/// <param name="Source">What is mounted; the kernel keeps whatever text was given.</param>
/// <param name="SuperOptions">Options of the file system.</param>
public sealed record MountInfo(
    ulong Id,
    ulong ParentId,
    ulong Device,
    string Root,
    string MountPoint,
    string Options,
    string Propagation,
    string FileSystemType,
    string Source,
    string SuperOptions)
{
    /// <summary>Whether <paramref name="option"/> is among the file system's options, which ',' separates.</summary>
    internal bool HasSuperOption(string option) => SuperOptions.Split(',').Contains(option);
}
