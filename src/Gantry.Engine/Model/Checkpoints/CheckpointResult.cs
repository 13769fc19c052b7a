namespace Gantry.Engine.Model.Checkpoints;

/// <summary>A checkpoint that was made.</summary>
public sealed record CheckpointResult
{
    /// <summary>Whose it is.</summary>
    public required ContainerId Id { get; init; }

    /// <summary>The whole operation.</summary>
    public TimeSpan Total { get; init; }

    /// <summary>How long the runtime and CRIU took.</summary>
    public TimeSpan Runtime { get; init; }

    /// <summary>How long the container stood still.</summary>
    public TimeSpan Frozen { get; init; }

    /// <summary>Where CRIU wrote to.</summary>
    public ImageMedium Images { get; init; }

    /// <summary>Bytes of the archive; 0 for a local checkpoint.</summary>
    public long ArchiveBytes { get; init; }

    /// <summary>CRIU's own numbers. Null when its statistics could not be read.</summary>
    public CriuDumpStatistics? Criu { get; init; }
}

/// <summary>A container that was restored.</summary>
public sealed record RestoreResult
{
    /// <summary>Its id here.</summary>
    public required ContainerId Id { get; init; }

    /// <summary>The whole operation.</summary>
    public TimeSpan Total { get; init; }

    /// <summary>How long the runtime and CRIU took.</summary>
    public TimeSpan Runtime { get; init; }

    /// <summary>CRIU's own numbers. Null when its statistics could not be read.</summary>
    public CriuRestoreStatistics? Criu { get; init; }

    /// <summary>Where CRIU read from.</summary>
    public ImageMedium Images { get; init; }

    /// <summary>What the person should know, e.g. an archive without a manifest that could not be verified.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}

/// <summary>CRIU's statistics of a dump; times in microseconds (criu images/stats.proto).</summary>
public sealed record CriuDumpStatistics(
    uint FreezingTime, uint FrozenTime, uint MemdumpTime, uint MemwriteTime, ulong PagesScanned, ulong PagesWritten);

/// <summary>CRIU's statistics of a restore; times in microseconds (criu images/stats.proto).</summary>
public sealed record CriuRestoreStatistics(
    ulong PagesCompared, ulong PagesSkippedCow, uint ForkingTime, uint RestoreTime, ulong PagesRestored);
