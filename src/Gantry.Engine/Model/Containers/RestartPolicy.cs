namespace Gantry.Engine.Model.Containers;

/// <summary>What to do when a container exits by itself.</summary>
/// <param name="Name"><c>no</c>, <c>always</c>, <c>unless-stopped</c> or <c>on-failure</c>.</param>
/// <param name="MaximumRetries">For <c>on-failure</c>; 0 is no maximum.</param>
public sealed record RestartPolicy(string Name, int MaximumRetries)
{
    /// <summary>Stay stopped.</summary>
    public static RestartPolicy No { get; } = new("no", 0);
}
