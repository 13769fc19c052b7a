namespace Gantry.Engine.Model.Images;

/// <summary>One step of an image's history (OCI image spec, config.md).</summary>
public sealed record ImageHistoryEntry
{
    /// <summary>When; null when not recorded.</summary>
    public DateTimeOffset? Created { get; init; }

    /// <summary>The command; empty when not recorded.</summary>
    public string CreatedBy { get; init; } = "";

    /// <summary>Author; empty when not recorded.</summary>
    public string Author { get; init; } = "";

    /// <summary>Comment; empty when not recorded.</summary>
    public string Comment { get; init; } = "";

    /// <summary>Whether the step made no layer.</summary>
    public bool IsEmptyLayer { get; init; }
}
