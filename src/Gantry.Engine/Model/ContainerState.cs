namespace Gantry.Engine.Model;

/// <summary>Where a container is in its life. The kernel decides between running and stopped; a row only remembers.</summary>
public enum ContainerState
{
    /// <summary>On record, no processes yet.</summary>
    Created,

    /// <summary>Its processes run.</summary>
    Running,

    /// <summary>Its processes are frozen by <c>pause</c>.</summary>
    Paused,

    /// <summary>Its processes ended.</summary>
    Stopped,

    /// <summary>Its processes live in a checkpoint only; shown as "exited" with <c>Checkpointed</c> true, as Podman does.</summary>
    Checkpointed,
}
