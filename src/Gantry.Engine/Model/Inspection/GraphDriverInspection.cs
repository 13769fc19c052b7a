namespace Gantry.Engine.Model.Inspection;

/// <summary>Where a root file system lies.</summary>
public sealed record GraphDriverInspection
{
    /// <summary>Storage driver.</summary>
    public string Name { get; init; } = "overlay";

    /// <summary>Folders: LowerDir, MergedDir, UpperDir, WorkDir; those that exist.</summary>
    public IReadOnlyDictionary<string, string> Data { get; init; } =
        new SortedDictionary<string, string>(StringComparer.Ordinal);
}
