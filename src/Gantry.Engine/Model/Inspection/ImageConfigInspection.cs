using System.Text.Json.Serialization;

namespace Gantry.Engine.Model.Inspection;

/// <summary>What containers inherit from an image (OCI image configuration).</summary>
public sealed record ImageConfigInspection
{
    /// <summary><c>user[:group]</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public string? User { get; init; }

    /// <summary>Ports as <c>80/tcp</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public IReadOnlyDictionary<string, EmptyInspection>? ExposedPorts { get; init; }

    /// <summary>Environment.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public IReadOnlyList<string>? Env { get; init; }

    /// <summary>Entry point.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public IReadOnlyList<string>? Entrypoint { get; init; }

    /// <summary>Command.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public IReadOnlyList<string>? Cmd { get; init; }

    /// <summary>Paths that get an anonymous volume.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public IReadOnlyDictionary<string, EmptyInspection>? Volumes { get; init; }

    /// <summary>Working directory.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public string? WorkingDir { get; init; }

    /// <summary>Labels.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public IReadOnlyDictionary<string, string>? Labels { get; init; }

    /// <summary>Stop signal.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public string? StopSignal { get; init; }

    /// <summary>Health check.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public HealthcheckInspection? Healthcheck { get; init; }
}
