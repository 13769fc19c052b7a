using Gantry.Engine.Model;
using Gantry.Engine.Model.Containers;
using Gantry.Engine.Model.Inspection;
using Gantry.Engine.Model.Oci;

namespace Gantry.Engine.Containers.Inspection;

/// <summary>Shows how a container stands.</summary>
internal static class StateInspector
{
    /// <summary>Builds <c>State</c>.</summary>
    public static ContainerStateInspection Inspect(Container container, OciSpec oci)
    {
        var status = container.Status;
        var isAlive = status.State is ContainerState.Running or ContainerState.Paused;
        var marks = status.Checkpoint;
        return new ContainerStateInspection
        {
            OciVersion = oci.OciVersion,
            Status = StatusName(status.State),
            Running = status.State == ContainerState.Running,
            Paused = status.State == ContainerState.Paused,
            OomKilled = status.OomKilled,
            Pid = isAlive ? status.Process?.Pid ?? 0 : 0,
            ConmonPid = isAlive ? status.Monitor?.Pid ?? 0 : 0,
            ExitCode = status.ExitCode,
            StartedAt = status.StartedAt ?? default,
            FinishedAt = status.FinishedAt ?? default,
            Health = InspectHealth(status.Health),
            Checkpointed = status.State == ContainerState.Checkpointed,
            CgroupPath = isAlive ? oci.Linux?.CgroupsPath : null,
            CheckpointedAt = marks.CheckpointedAt ?? default,
            Restored = marks.RestoredAt is not null,
            RestoredAt = marks.RestoredAt ?? default,
            CheckpointPath = marks.CheckpointPath,
            CheckpointLog = marks.CheckpointLog,
            RestoreLog = marks.RestoreLog,
        };
    }

    private static string StatusName(ContainerState state) => state switch
    {
        ContainerState.Created => "created",
        ContainerState.Running => "running",
        ContainerState.Paused => "paused",
        ContainerState.Stopped or ContainerState.Checkpointed => "exited",
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, null),
    };

    private static HealthStateInspection InspectHealth(HealthStatus? health) =>
        health is null
            ? new HealthStateInspection()
            : new HealthStateInspection
            {
                Status = health.Status,
                FailingStreak = health.FailingStreak,
                Log = health.Log.Count == 0 ? null : [.. health.Log.Select(result => new HealthLogInspection
                {
                    Start = GoTimeConverter.Format(result.Start),
                    End = GoTimeConverter.Format(result.End),
                    ExitCode = result.ExitCode,
                    Output = result.Output,
                })],
            };
}
