namespace Gantry.Engine.Model.Containers;

/// <summary>How a container stands, as last seen. Times are null until the event happened.</summary>
public sealed record ContainerStatus
{
    /// <summary>Where it is in its life.</summary>
    public ContainerState State { get; init; }

    /// <summary>Its first process on the host; null unless it runs.</summary>
    public ProcessIdentity? Process { get; init; }

    /// <summary>Its conmon; null unless it runs.</summary>
    public ProcessIdentity? Monitor { get; init; }

    /// <summary>Boot in which <see cref="Process"/> was seen; another boot means it is gone.</summary>
    public string? BootId { get; init; }

    /// <summary>Last start.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>Last end.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>Exit code of the last end; 0 before.</summary>
    public int ExitCode { get; init; }

    /// <summary>The kernel ended it for lack of memory.</summary>
    public bool OomKilled { get; init; }

    /// <summary>The person stopped it, so that the restart policy leaves it alone.</summary>
    public bool StoppedByUser { get; init; }

    /// <summary>Restarts by policy since the person started it.</summary>
    public int RestartCount { get; init; }

    /// <summary>Checkpoint and restore marks.</summary>
    public CheckpointMarks Checkpoint { get; init; } = new();

    /// <summary>Exec sessions that run or have just ended.</summary>
    public IReadOnlyList<ExecSession> ExecSessions { get; init; } = [];

    /// <summary>Last results of the health check. Null: none yet or no check.</summary>
    public HealthStatus? Health { get; init; }
}

/// <summary>A process that cannot be mistaken for a later one with the same number.</summary>
/// <param name="Pid">Process id.</param>
/// <param name="StartTime">Field 22 of /proc/PID/stat, clock ticks since boot.</param>
public sealed record ProcessIdentity(int Pid, ulong StartTime);

/// <summary>What inspection shows about checkpoints (State.Checkpointed… in Podman).</summary>
public sealed record CheckpointMarks
{
    /// <summary>When the checkpoint that holds its processes was made.</summary>
    public DateTimeOffset? CheckpointedAt { get; init; }

    /// <summary>When it was restored; null after a plain start.</summary>
    public DateTimeOffset? RestoredAt { get; init; }

    /// <summary>Folder of CRIU's images, while they are kept.</summary>
    public string? CheckpointPath { get; init; }

    /// <summary>CRIU's dump log, while it is kept.</summary>
    public string? CheckpointLog { get; init; }

    /// <summary>CRIU's restore log, while it is kept.</summary>
    public string? RestoreLog { get; init; }
}

/// <summary>One <c>exec</c>.</summary>
/// <param name="Id">64 hexadecimal digits.</param>
/// <param name="Command">What was run.</param>
/// <param name="Process">Its process while it runs.</param>
/// <param name="ExitCode">Its exit code once it ended.</param>
public sealed record ExecSession(string Id, IReadOnlyList<string> Command, ProcessIdentity? Process, int? ExitCode);

/// <summary>Last results of a health check.</summary>
/// <param name="Status"><c>starting</c>, <c>healthy</c> or <c>unhealthy</c>.</param>
/// <param name="FailingStreak">Failures in a row.</param>
/// <param name="Log">Up to five last results.</param>
public sealed record HealthStatus(string Status, int FailingStreak, IReadOnlyList<HealthResult> Log);

/// <summary>One run of a health check.</summary>
/// <param name="Start">When it began.</param>
/// <param name="End">When it ended.</param>
/// <param name="ExitCode">0 is well.</param>
/// <param name="Output">At most 500 characters.</param>
public sealed record HealthResult(DateTimeOffset Start, DateTimeOffset End, int ExitCode, string Output);
