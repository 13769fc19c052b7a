namespace Gantry.Engine.Model.Reports;

/// <summary>A descriptor of a process.</summary>
public sealed record DescriptorReport
{
    /// <summary>Its number.</summary>
    public required uint Number { get; init; }

    /// <summary>What it leads to: <c>file</c>, <c>pipe</c>, <c>tcp</c>, <c>unix</c>, <c>eventfd</c>, …</summary>
    public required string Kind { get; init; }

    /// <summary>Which one: a path, addresses, a count.</summary>
    public required string Target { get; init; }

    /// <summary><c>r</c>, <c>w</c> or <c>rw</c>.</summary>
    public string Access { get; init; } = "";

    /// <summary>Where in a file it is, in bytes; null where that means nothing.</summary>
    public ulong? Position { get; init; }

    /// <summary>Bytes of the file; null where they are not noted.</summary>
    public ulong? Bytes { get; init; }

    /// <summary>Bytes that wait in a pipe.</summary>
    public ulong? Queued { get; init; }

    /// <summary>Closed when another program is started.</summary>
    public bool IsClosedOnExec { get; init; }

    /// <summary>The socket it leads to; null: it is none.</summary>
    public SocketReport? Socket { get; init; }
}

/// <summary>A socket.</summary>
/// <param name="Inode">Its number; descriptors with one number share it.</param>
/// <param name="Protocol"><c>tcp</c>, <c>udp</c>, <c>unix stream</c>, …</param>
/// <param name="State"><c>established</c>, <c>listen</c>, …</param>
/// <param name="Local">Its own address.</param>
/// <param name="Remote">The other end's; empty: none.</param>
/// <param name="ReceiveQueue">Bytes that the process has not read.</param>
/// <param name="SendQueue">Bytes that the other end has not confirmed.</param>
public sealed record SocketReport(
    uint Inode, string Protocol, string State, string Local, string Remote, ulong ReceiveQueue, ulong SendQueue);
