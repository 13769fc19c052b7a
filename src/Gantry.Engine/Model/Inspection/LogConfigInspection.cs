namespace Gantry.Engine.Model.Inspection;

/// <summary>Where a container's output goes.</summary>
public sealed record LogConfigInspection
{
    /// <summary>Log driver.</summary>
    public string Type { get; init; } = "";

    /// <summary>Options; null when there are none.</summary>
    public IReadOnlyDictionary<string, string>? Config { get; init; }

    /// <summary>The log file; empty without one.</summary>
    public string Path { get; init; } = "";

    /// <summary>Tag of its lines.</summary>
    public string Tag { get; init; } = "";

    /// <summary>Largest size of the file.</summary>
    public string Size { get; init; } = "0B";
}
