namespace Gantry.Engine.Model.Checkpoints;

/// <summary>What an import would do; nothing of it was done.</summary>
public sealed record ImportPreview
{
    /// <summary>The container's id.</summary>
    public required ContainerId Id { get; init; }

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Name of its image.</summary>
    public required string Image { get; init; }

    /// <summary>The image is not here and would be pulled.</summary>
    public bool IsImagePulled { get; init; }

    /// <summary>Its volumes.</summary>
    public IReadOnlyList<PlannedVolume> Volumes { get; init; } = [];

    /// <summary>The host's paths in it.</summary>
    public IReadOnlyList<PlannedBind> Binds { get; init; } = [];

    /// <summary>All that stands in the way, each a sentence. Empty: the import would begin.</summary>
    public IReadOnlyList<string> Blockers { get; init; } = [];
}

/// <summary>A volume of an archive and what an import does with it.</summary>
/// <param name="ArchivedName">Its name in the archive.</param>
/// <param name="Name">Its name here.</param>
/// <param name="Action">What is done.</param>
public sealed record PlannedVolume(string ArchivedName, string Name, VolumeAction Action);

/// <summary>A path of the host in a container.</summary>
/// <param name="ArchivedSource">The path on the source.</param>
/// <param name="Source">The path here.</param>
/// <param name="Destination">Where the container finds it.</param>
public sealed record PlannedBind(string ArchivedSource, string Source, string Destination);

/// <summary>What an import does with a volume.</summary>
public enum VolumeAction
{
    /// <summary>It is made and filled.</summary>
    Create,

    /// <summary>Its content makes way for the archive's.</summary>
    Replace,

    /// <summary>It is used as it is.</summary>
    Use,
}
