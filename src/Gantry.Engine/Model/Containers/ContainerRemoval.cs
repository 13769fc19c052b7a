namespace Gantry.Engine.Model.Containers;

/// <summary>How a container is removed.</summary>
public sealed record ContainerRemoval
{
    /// <summary>Also when it runs or is paused: it is stopped first.</summary>
    public bool Force { get; init; }

    /// <summary>With its anonymous volumes.</summary>
    public bool Volumes { get; init; }

    /// <summary>Also an infra container: the pod goes with it.</summary>
    public bool WithPod { get; init; }

    /// <summary>Time between the stop signal and SIGKILL, when it is forced. Null: the container's own.</summary>
    public TimeSpan? StopTimeout { get; init; }
}
