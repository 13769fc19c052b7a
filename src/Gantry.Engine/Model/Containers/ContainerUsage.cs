namespace Gantry.Engine.Model.Containers;

/// <summary>What a container uses at one moment. Counters are since its start; all are 0 while it does not run.</summary>
public sealed record ContainerUsage
{
    /// <summary>The container.</summary>
    public required ContainerId Id { get; init; }

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Whether it runs or is paused.</summary>
    public required bool IsRunning { get; init; }

    /// <summary>The moment.</summary>
    public required DateTimeOffset Taken { get; init; }

    /// <summary>When it was started or restored.</summary>
    public required DateTimeOffset Started { get; init; }

    /// <summary>Processor time used.</summary>
    public TimeSpan ProcessorTime { get; init; }

    /// <summary>Bytes of memory.</summary>
    public long MemoryBytes { get; init; }

    /// <summary>Bytes of memory that it can have: its limit, or all of the machine's.</summary>
    public long MemoryLimitBytes { get; init; }

    /// <summary>Bytes that came over its networks.</summary>
    public long ReceivedBytes { get; init; }

    /// <summary>Bytes that went over its networks.</summary>
    public long SentBytes { get; init; }

    /// <summary>Bytes read from disks.</summary>
    public long ReadBytes { get; init; }

    /// <summary>Bytes written to disks.</summary>
    public long WrittenBytes { get; init; }

    /// <summary>Processes and threads.</summary>
    public long Processes { get; init; }
}
