namespace Gantry.Engine.Model.Reports;

/// <summary>All that a checkpoint holds, but for what says whose it is.</summary>
public sealed record ContentsReport
{
    /// <summary>Bytes by part, the largest first.</summary>
    public required IReadOnlyList<PartSize> Parts { get; init; }

    /// <summary>The archive lists its entries, and has those. Their content was not compared with the list.</summary>
    public bool HasList { get; init; }

    /// <summary>SHA-256 of its entries by their names, as 64 hexadecimal digits; empty when it has no list of them.</summary>
    public IReadOnlyDictionary<string, string> Digests { get; init; } = new Dictionary<string, string>();

    /// <summary>CRIU finished it.</summary>
    public bool IsComplete { get; init; }

    /// <summary>It holds only what changed since a pre-checkpoint.</summary>
    public bool NeedsParent { get; init; }

    /// <summary>Its processes, parents before their children.</summary>
    public IReadOnlyList<ProcessReport> Processes { get; init; } = [];

    /// <summary>Mounts in the container as CRIU found them.</summary>
    public IReadOnlyList<MountReport> Mounts { get; init; } = [];

    /// <summary>File locks.</summary>
    public IReadOnlyList<FileLockReport> FileLocks { get; init; } = [];

    /// <summary>What was added or changed in the root file system.</summary>
    public TreeReport Changes { get; init; } = TreeReport.Empty;

    /// <summary>What was deleted there; absolute paths.</summary>
    public IReadOnlyList<string> Deleted { get; init; } = [];

    /// <summary>What is in /dev/shm.</summary>
    public TreeReport SharedFiles { get; init; } = TreeReport.Empty;

    /// <summary>Bytes of shared memory that were dumped.</summary>
    public ulong SharedMemoryBytes { get; init; }

    /// <summary>Times and counts of the dump; null when there are none.</summary>
    public DumpReport? Statistics { get; init; }

    /// <summary>Images of CRIU's of kinds that are not read.</summary>
    public IReadOnlyList<string> UnreadImages { get; init; } = [];
}

/// <summary>The size of a part.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Bytes">Its bytes, uncompressed.</param>
public sealed record PartSize(string Name, long Bytes);

/// <summary>A lock on a file.</summary>
/// <param name="Pid">Who holds it.</param>
/// <param name="Descriptor">Through which descriptor.</param>
/// <param name="Kind"><c>flock</c>, <c>posix</c>, <c>ofd</c> or <c>lease</c>.</param>
/// <param name="Mode"><c>read</c>, <c>write</c> or a number.</param>
/// <param name="Start">First byte.</param>
/// <param name="Length">How many; 0: to the end.</param>
public sealed record FileLockReport(int Pid, int Descriptor, string Kind, string Mode, long Start, long Length);

/// <summary>CRIU's numbers; times in microseconds.</summary>
/// <param name="FreezingTime">Until all stood still.</param>
/// <param name="FrozenTime">How long they stood still.</param>
/// <param name="MemoryDumpTime">Finding and reading the memory.</param>
/// <param name="MemoryWriteTime">Writing it.</param>
/// <param name="PagesScanned">Pages looked at.</param>
/// <param name="PagesSkipped">Pages that a pre-dump holds.</param>
/// <param name="PagesWritten">Pages written.</param>
/// <param name="PagesLazy">Pages left to be fetched.</param>
public sealed record DumpReport(
    uint FreezingTime,
    uint FrozenTime,
    uint MemoryDumpTime,
    uint MemoryWriteTime,
    ulong PagesScanned,
    ulong PagesSkipped,
    ulong PagesWritten,
    ulong PagesLazy);
