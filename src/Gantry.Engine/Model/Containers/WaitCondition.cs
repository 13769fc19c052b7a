namespace Gantry.Engine.Model.Containers;

/// <summary>What <c>wait</c> waits for.</summary>
public enum WaitCondition
{
    /// <summary>It is on record (Podman's <c>configured</c> and <c>created</c>).</summary>
    Created,

    /// <summary>Its processes run.</summary>
    Running,

    /// <summary>It is paused.</summary>
    Paused,

    /// <summary>Its processes ended (<c>stopped</c> and <c>exited</c>); the default.</summary>
    Stopped,

    /// <summary>It is gone from the record (<c>removing</c>).</summary>
    Removed,

    /// <summary>Its health check says it is well.</summary>
    Healthy,

    /// <summary>Its health check says it is not well.</summary>
    Unhealthy,
}
