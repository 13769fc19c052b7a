namespace Gantry.Engine.Model.Inspection;

/// <summary>What happens when a container exits.</summary>
public sealed record RestartPolicyInspection
{
    /// <summary>
    /// <c>no</c>, <c>always</c>, <c>on-failure</c> or <c>unless-stopped</c>; empty when none was named.
    /// </summary>
    public string Name { get; init; } = "";

    /// <summary>Most restarts; 0 is no limit.</summary>
    public uint MaximumRetryCount { get; init; }
}
