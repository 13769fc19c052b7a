namespace Gantry.Engine.Model.Pods;

/// <summary>How a pod stands, by its containers; the names are Podman's words.</summary>
public enum PodState
{
    /// <summary>It has no containers, or some that never ran and none that runs.</summary>
    Created,

    /// <summary>All run.</summary>
    Running,

    /// <summary>Some run.</summary>
    Degraded,

    /// <summary>All are paused.</summary>
    Paused,

    /// <summary>All have ended.</summary>
    Exited,
}
