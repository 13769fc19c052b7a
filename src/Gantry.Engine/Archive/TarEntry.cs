using System.Collections.Immutable;
using Gantry.Linux;

namespace Gantry.Engine.Archive;

/// <summary>
/// The metadata of one tar entry, whichever dialect it came in. Names are <see cref="LinuxPath"/> text: bytes that are
/// no UTF-8 survive as lone surrogates.
/// </summary>
internal sealed record TarEntry
{
    /// <summary>
    /// The largest length of <see cref="Name"/> and <see cref="LinkName"/> in bytes (PATH_MAX, limits.h).
    /// </summary>
    public const int MaxNameBytes = 4096;

    /// <summary>
    /// The name as the archive has it (a leading <c>./</c> stays), without the slashes at the end of a directory.
    /// </summary>
    public required string Name { get; init; }

    /// <summary>What it is.</summary>
    public required TarEntryType Type { get; init; }

    /// <summary>
    /// Bytes of content that lie in the archive for this entry. For a sparse file the sum of its extents;
    /// <see cref="FileLength"/> is the length of the file they make. 0 for all but regular files.
    /// </summary>
    public long Size { get; init; }

    /// <summary>The 12 permission bits.</summary>
    public int Mode { get; init; }

    /// <summary>Numeric owner.</summary>
    public uint Uid { get; init; }

    /// <summary>Numeric group.</summary>
    public uint Gid { get; init; }

    /// <summary>Name of the owner; empty when the archive has none.</summary>
    public string UserName { get; init; } = "";

    /// <summary>Name of the group; empty when the archive has none.</summary>
    public string GroupName { get; init; } = "";

    /// <summary>Time of the last change of content.</summary>
    public UnixTime Modified { get; init; }

    /// <summary>Time of the last access; null when the archive has none.</summary>
    public UnixTime? Accessed { get; init; }

    /// <summary>
    /// The target of a symbolic link, or the archive's name of the file a hard link belongs to; else empty.
    /// </summary>
    public string LinkName { get; init; } = "";

    /// <summary>Major number of a device.</summary>
    public uint DeviceMajor { get; init; }

    /// <summary>Minor number of a device.</summary>
    public uint DeviceMinor { get; init; }

    /// <summary>
    /// Extended attributes by full name, e.g. <c>security.capability</c> (PAX <c>SCHILY.xattr.*</c>).
    /// </summary>
    public IReadOnlyDictionary<string, byte[]> ExtendedAttributes { get; init; } =
        ImmutableDictionary<string, byte[]>.Empty;

    /// <summary>Where the content goes in the file; null when the file has no holes.</summary>
    public SparseMap? Sparse { get; init; }

    /// <summary>PAX records that no other property stands for, e.g. <c>GANTRY.type</c>.</summary>
    public IReadOnlyDictionary<string, string> Pax { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>Length in bytes of the file, holes included.</summary>
    public long FileLength => Sparse?.RealSize ?? Size;
}
