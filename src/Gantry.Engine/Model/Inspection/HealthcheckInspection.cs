using System.Text.Json.Serialization;

namespace Gantry.Engine.Model.Inspection;

/// <summary>A health check; times in nanoseconds (Docker's image configuration).</summary>
public sealed record HealthcheckInspection
{
    /// <summary><c>CMD</c> and words, <c>CMD-SHELL</c> and a line, or <c>NONE</c>.</summary>
    public IReadOnlyList<string> Test { get; init; } = [];

    /// <summary>Time after the start in which failures do not count.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long StartPeriod { get; init; }

    /// <summary>Time between checks.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long Interval { get; init; }

    /// <summary>Time a check may take.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long Timeout { get; init; }

    /// <summary>Failures in a row that make it unhealthy.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int Retries { get; init; }
}
