namespace Gantry.Engine.Model.Reports;

/// <summary>What is in a checkpoint. Texts in it come from the checkpoint and may hold anything.</summary>
public sealed record CheckpointReport
{
    /// <summary>Where it was read from.</summary>
    public required ReportSource Source { get; init; }

    /// <summary>Whose checkpoint it is.</summary>
    public required ContainerReport Container { get; init; }

    /// <summary>What it holds. Null: only as much was read as says whose it is.</summary>
    public ContentsReport? Contents { get; init; }

    /// <summary>Whether it would restore here.</summary>
    public required RestoreOutlook Restore { get; init; }
}

/// <summary>Where a checkpoint was read from.</summary>
public sealed record ReportSource
{
    /// <summary>The file, image or container as it was named.</summary>
    public required string Name { get; init; }

    /// <summary>What that is.</summary>
    public required SourceKind Kind { get; init; }

    /// <summary>The engine that made it, e.g. "Podman"; "unknown" when nothing says so.</summary>
    public required string Engine { get; init; }

    /// <summary>Compression of the archive: <c>none</c>, <c>zstd</c>, <c>gzip</c>, <c>bzip2</c>, <c>xz</c>; null for a container.</summary>
    public string? Compression { get; init; }

    /// <summary>Its size in bytes; null when it came through a pipe.</summary>
    public long? Bytes { get; init; }
}

/// <summary>What a checkpoint is read from.</summary>
public enum SourceKind
{
    /// <summary>A file or a pipe.</summary>
    Archive,

    /// <summary>An image of one layer.</summary>
    Image,

    /// <summary>A container's own folder.</summary>
    Container,
}

/// <summary>Whether a checkpoint would restore on this host.</summary>
/// <param name="IsPossible">Nothing is known to stand in its way.</param>
/// <param name="Blockers">What stands in its way, each a sentence.</param>
public sealed record RestoreOutlook(bool IsPossible, IReadOnlyList<string> Blockers);
