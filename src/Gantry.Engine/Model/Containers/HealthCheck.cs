namespace Gantry.Engine.Model.Containers;

/// <summary>How to tell whether a container is well.</summary>
public sealed partial record HealthCheck
{
    /// <summary><c>CMD</c> + arguments, <c>CMD-SHELL</c> + one line, or <c>NONE</c>; as in OCI image configs of Docker.</summary>
    public required IReadOnlyList<string> Test { get; init; }

    /// <summary>Time between checks.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Time a check may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Time after the start in which failures do not count.</summary>
    public TimeSpan StartPeriod { get; init; }

    /// <summary>Failures in a row that make it unhealthy.</summary>
    public int Retries { get; init; } = 3;
}
