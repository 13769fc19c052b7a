using Gantry.CriuImages;

namespace Gantry.Engine.CriuImages;

/// <summary>What the images of a checkpoint say, each message where it belongs; nothing is joined yet.</summary>
internal sealed class CriuImageSet
{
    /// <summary>The image written last; null when it is missing, and with it the checkpoint's end.</summary>
    public Inventory? Inventory { get; set; }

    /// <summary>The processes.</summary>
    public List<TreeItem> Tree { get; } = [];

    /// <summary>Threads by their number; a process has that of its main thread.</summary>
    public Dictionary<uint, Core> Cores { get; } = [];

    /// <summary>What processes share, where an older CRIU has it in a file of its own.</summary>
    public Dictionary<uint, KernelObjects> Objects { get; } = [];

    /// <summary>Address spaces by process.</summary>
    public Dictionary<uint, AddressSpace> Memory { get; } = [];

    /// <summary>Dumped pages by process.</summary>
    public Dictionary<uint, PageMap> Pages { get; } = [];

    /// <summary>Dumped pages of shared memory by its number.</summary>
    public Dictionary<uint, PageMap> SharedPages { get; } = [];

    /// <summary>Working and root folder by process.</summary>
    public Dictionary<uint, Folders> Folders { get; } = [];

    /// <summary>Descriptors by the number of the table; processes may share one.</summary>
    public Dictionary<uint, List<OpenDescriptor>> Descriptors { get; } = [];

    /// <summary>Open files by their number.</summary>
    public Dictionary<uint, OpenFile> Files { get; } = [];

    /// <summary>Queues of TCP connections by the inode of the socket.</summary>
    public Dictionary<uint, TcpStream> Streams { get; } = [];

    /// <summary>Bytes that wait in sockets by their number in <see cref="Files"/>, and in pipes by their own.</summary>
    public Dictionary<(bool IsPipe, uint Number), ulong> Queued { get; } = [];

    /// <summary>Terminals by their number.</summary>
    public Dictionary<uint, Terminal> Terminals { get; } = [];

    /// <summary>Files without a name by their inode.</summary>
    public Dictionary<ulong, MemoryInode> MemoryInodes { get; } = [];

    /// <summary>Files that are found under another name, or were deleted while open.</summary>
    public Dictionary<uint, RemappedFile> Remapped { get; } = [];

    /// <summary>Mounts, of all mount namespaces.</summary>
    public List<MountPoint> Mounts { get; } = [];

    /// <summary>Host and domain name.</summary>
    public HostNames? HostNames { get; set; }

    /// <summary>Control groups by the number of the set.</summary>
    public Dictionary<uint, CgroupSet> Cgroups { get; } = [];

    /// <summary>File locks.</summary>
    public List<FileLock> Locks { get; } = [];

    /// <summary>Times and counts of the dump.</summary>
    public DumpStatistics? Statistics { get; set; }

    /// <summary>Names of files of kinds that are not read.</summary>
    public List<string> Unread { get; } = [];
}
