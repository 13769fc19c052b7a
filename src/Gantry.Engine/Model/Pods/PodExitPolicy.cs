namespace Gantry.Engine.Model.Pods;

/// <summary>What becomes of a pod when the last of its containers but the infra container has ended.</summary>
public enum PodExitPolicy
{
    /// <summary>The infra container runs on.</summary>
    Continue,

    /// <summary>The infra container is stopped.</summary>
    Stop,
}
