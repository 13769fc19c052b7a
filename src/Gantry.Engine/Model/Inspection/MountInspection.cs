using System.Text.Json.Serialization;

namespace Gantry.Engine.Model.Inspection;

/// <summary>A volume or host path in a container.</summary>
public sealed record MountInspection
{
    /// <summary><c>volume</c> or <c>bind</c>.</summary>
    public string Type { get; init; } = "";

    /// <summary>The volume's name; null for a host path.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public string? Name { get; init; }

    /// <summary>Path on the host.</summary>
    public string Source { get; init; } = "";

    /// <summary>Path inside.</summary>
    public string Destination { get; init; } = "";

    /// <summary>The volume's driver; empty for a host path.</summary>
    public string Driver { get; init; } = "";

    /// <summary>Always empty.</summary>
    public string Mode { get; init; } = "";

    /// <summary>Mount options, without those that the other fields say.</summary>
    public IReadOnlyList<string> Options { get; init; } = [];

    /// <summary>Whether it can be written.</summary>
    [JsonPropertyName("RW")]
    public bool Rw { get; init; }

    /// <summary>How mounts below it spread.</summary>
    public string Propagation { get; init; } = "";

    /// <summary>Folder inside the volume that is mounted; null for its root.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public string? SubPath { get; init; }
}
