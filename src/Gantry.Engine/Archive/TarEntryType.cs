namespace Gantry.Engine.Archive;

/// <summary>
/// What a tar entry stands for. Old, contiguous and GNU sparse files all read as <see cref="RegularFile"/>.
/// </summary>
internal enum TarEntryType
{
    /// <summary>A file with content.</summary>
    RegularFile,

    /// <summary>Another name, <see cref="TarEntry.LinkName"/>, of a file that came before.</summary>
    HardLink,

    /// <summary>A symbolic link to <see cref="TarEntry.LinkName"/>.</summary>
    Symlink,

    /// <summary>A character device.</summary>
    CharDevice,

    /// <summary>A block device.</summary>
    BlockDevice,

    /// <summary>A directory.</summary>
    Directory,

    /// <summary>A named pipe.</summary>
    Fifo,
}
