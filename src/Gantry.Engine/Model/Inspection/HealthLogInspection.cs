namespace Gantry.Engine.Model.Inspection;

/// <summary>One run of a health check.</summary>
public sealed record HealthLogInspection
{
    /// <summary>When it began, RFC 3339.</summary>
    public string Start { get; init; } = "";

    /// <summary>When it ended, RFC 3339.</summary>
    public string End { get; init; } = "";

    /// <summary>0 is well.</summary>
    public int ExitCode { get; init; }

    /// <summary>What it wrote.</summary>
    public string Output { get; init; } = "";
}
