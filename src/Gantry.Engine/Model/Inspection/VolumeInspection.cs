using System.Text.Json.Serialization;

namespace Gantry.Engine.Model.Inspection;

/// <summary>
/// What <c>inspect</c> shows of a volume; names and types are Podman's (libpod/define, volume_inspect.go).
/// </summary>
public sealed record VolumeInspection
{
    /// <summary>Its name.</summary>
    public string Name { get; init; } = "";

    /// <summary>Its driver.</summary>
    public string Driver { get; init; } = "";

    /// <summary>Path of its content on the host.</summary>
    public string Mountpoint { get; init; } = "";

    /// <summary>When it was made.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>Labels.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } =
        new SortedDictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Always <c>local</c>.</summary>
    public string Scope { get; init; } = "local";

    /// <summary>Driver options.</summary>
    public IReadOnlyDictionary<string, string> Options { get; init; } =
        new SortedDictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Made for one container.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Anonymous { get; init; }

    /// <summary>How often it is mounted; plain folders never are.</summary>
    public uint MountCount { get; init; }

    /// <summary>It still receives the image's content.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool NeedsCopyUp { get; init; }
}
