namespace Gantry.Engine.Model.Reports;

/// <summary>Part of an address space. Pages are of 4096 bytes.</summary>
/// <param name="Start">First address.</param>
/// <param name="End">The address behind it.</param>
/// <param name="Protection">As in /proc/PID/maps: <c>r-xp</c>.</param>
/// <param name="Name">Path of the file, or <c>[heap]</c>, <c>[stack]</c>, …; empty: without a name.</param>
/// <param name="Kind">What backs it.</param>
/// <param name="PagesHere">Pages in this checkpoint.</param>
/// <param name="PagesInParent">Pages in the pre-checkpoint it builds on.</param>
/// <param name="PagesLazy">Pages left at the source.</param>
public sealed record MemoryArea(
    ulong Start, ulong End, string Protection, string Name, MemoryKind Kind, ulong PagesHere, ulong PagesInParent, ulong PagesLazy)
{
    /// <summary>Its bytes.</summary>
    public ulong Bytes => End - Start;
}

/// <summary>What backs memory.</summary>
public enum MemoryKind
{
    /// <summary>Nothing; its own.</summary>
    Anonymous,

    /// <summary>Nothing; shared with other processes.</summary>
    Shared,

    /// <summary>A file, changes are the process's own.</summary>
    PrivateFile,

    /// <summary>A file, changes go there.</summary>
    SharedFile,

    /// <summary>The kernel.</summary>
    Kernel,
}
