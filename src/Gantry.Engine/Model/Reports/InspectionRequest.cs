namespace Gantry.Engine.Model.Reports;

/// <summary>What a person wants to know of a checkpoint.</summary>
public sealed record InspectionRequest
{
    /// <summary>The checkpoint.</summary>
    public required CheckpointSource Source { get; init; }

    /// <summary>How much of it is read.</summary>
    public InspectionDepth Depth { get; init; } = InspectionDepth.Everything;

    /// <summary>Show values of the environment that look like secrets.</summary>
    public bool ShowSecrets { get; init; }
}

/// <summary>How much of a checkpoint is read.</summary>
public enum InspectionDepth
{
    /// <summary>As much as says whose it is: little of an archive that has that in front.</summary>
    Identity,

    /// <summary>All of it.</summary>
    Everything,
}

/// <summary>Where a checkpoint is: a closed set.</summary>
public abstract record CheckpointSource
{
    private CheckpointSource()
    {
    }

    /// <summary>An archive, read once from its start.</summary>
    /// <param name="Archive">It; the caller closes it.</param>
    /// <param name="Name">Its name in messages.</param>
    /// <param name="Bytes">Its size; null when it is a pipe.</param>
    public sealed record FromArchive(Stream Archive, string Name, long? Bytes) : CheckpointSource;

    /// <summary>A checkpoint image in the local store.</summary>
    /// <param name="Name">Its name or id.</param>
    public sealed record FromImage(string Name) : CheckpointSource;

    /// <summary>The checkpoint in a container's folder.</summary>
    /// <param name="Name">The container's name or id.</param>
    public sealed record FromContainer(string Name) : CheckpointSource;
}
