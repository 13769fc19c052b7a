using System.Text.Json.Serialization;

namespace Gantry.Engine.Model.Inspection;

/// <summary>How a container stands: <c>State</c> of an inspection.</summary>
public sealed record ContainerStateInspection
{
    /// <summary>Version of the OCI runtime specification.</summary>
    public string OciVersion { get; init; } = "";

    /// <summary><c>created</c>, <c>running</c>, <c>paused</c> or <c>exited</c>.</summary>
    public string Status { get; init; } = "";

    /// <summary>Its processes run.</summary>
    public bool Running { get; init; }

    /// <summary>Its processes are frozen.</summary>
    public bool Paused { get; init; }

    /// <summary>Always false: a restart is one step.</summary>
    public bool Restarting { get; init; }

    /// <summary>The kernel ended it for lack of memory.</summary>
    [JsonPropertyName("OOMKilled")]
    public bool OomKilled { get; init; }

    /// <summary>Always false.</summary>
    public bool Dead { get; init; }

    /// <summary>Its first process on the host; 0 unless it runs.</summary>
    public int Pid { get; init; }

    /// <summary>Its monitor; 0 unless it runs.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int ConmonPid { get; init; }

    /// <summary>Exit code of the last end.</summary>
    public int ExitCode { get; init; }

    /// <summary>Always empty.</summary>
    public string Error { get; init; } = "";

    /// <summary>Last start; the zero time before.</summary>
    public DateTimeOffset StartedAt { get; init; }

    /// <summary>Last end; the zero time before.</summary>
    public DateTimeOffset FinishedAt { get; init; }

    /// <summary>Last results of the health check.</summary>
    public HealthStateInspection Health { get; init; } = new();

    /// <summary>Its processes live in a checkpoint only.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Checkpointed { get; init; }

    /// <summary>Its cgroup; null unless it runs.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public string? CgroupPath { get; init; }

    /// <summary>When that checkpoint was made; else the zero time.</summary>
    public DateTimeOffset CheckpointedAt { get; init; }

    /// <summary>When it was restored; the zero time after a plain start.</summary>
    public DateTimeOffset RestoredAt { get; init; }

    /// <summary>CRIU's dump log; null unless it is kept.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public string? CheckpointLog { get; init; }

    /// <summary>Folder of CRIU's images; null unless they are kept.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public string? CheckpointPath { get; init; }

    /// <summary>CRIU's restore log; null unless it is kept.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public string? RestoreLog { get; init; }

    /// <summary>It runs since a restore, not since a plain start.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Restored { get; init; }
}
