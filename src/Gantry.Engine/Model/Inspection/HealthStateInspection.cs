namespace Gantry.Engine.Model.Inspection;

/// <summary>Results of a health check.</summary>
public sealed record HealthStateInspection
{
    /// <summary><c>starting</c>, <c>healthy</c>, <c>unhealthy</c>; empty without a check.</summary>
    public string Status { get; init; } = "";

    /// <summary>Failures in a row.</summary>
    public int FailingStreak { get; init; }

    /// <summary>Last results; null when there are none.</summary>
    public IReadOnlyList<HealthLogInspection>? Log { get; init; }
}
