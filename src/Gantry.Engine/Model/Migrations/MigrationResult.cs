namespace Gantry.Engine.Model.Migrations;

/// <summary>A migration that came to its end.</summary>
public sealed record MigrationResult
{
    /// <summary>The migration.</summary>
    public required string Id { get; init; }

    /// <summary>The container's id on the target.</summary>
    public required ContainerId ContainerId { get; init; }

    /// <summary>Its name there.</summary>
    public required string ContainerName { get; init; }

    /// <summary>The name of the copy that was kept on the source. Null: none was.</summary>
    public string? KeptAs { get; init; }

    /// <summary>Where it runs now.</summary>
    public required string Host { get; init; }

    /// <summary>The whole of it.</summary>
    public required TimeSpan Total { get; init; }

    /// <summary>How long the container stood still.</summary>
    public required MigrationDowntime Downtime { get; init; }

    /// <summary>How long it ran on the target while its memory came. Null: it had all of it from the start.</summary>
    public TimeSpan? MemoryComing { get; init; }

    /// <summary>Bytes of the checkpoint archive as sent, with the container frozen.</summary>
    public required long ArchiveBytes { get; init; }

    /// <summary>Bytes of the image that were sent before. 0: the target had it, or pulled it.</summary>
    public long ImageBytes { get; init; }

    /// <summary>How what was sent was compressed, and why so.</summary>
    public required MigrationCompression Compression { get; init; }

    /// <summary>The rounds in which files were sent ahead, in order.</summary>
    public IReadOnlyList<MigrationRound> Rounds { get; init; } = [];

    /// <summary>Why there were no more of them.</summary>
    public RoundsEnd RoundsEnd { get; init; }

    /// <summary>What the person should know.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}

/// <summary>The parts of a downtime, one after the other; <c>Dump</c> and <c>Transfer</c> overlap in part.</summary>
/// <param name="Total">From the freeze on the source until the target said that the container runs.</param>
/// <param name="Dump">The runtime and CRIU on the source.</param>
/// <param name="Transfer">Reading, sending and unpacking memory and files, besides the dump.</param>
/// <param name="Restore">From the last byte until the target held the container before its first instruction.</param>
/// <param name="HandOver">From there until it ran.</param>
public sealed record MigrationDowntime(
    TimeSpan Total, TimeSpan Dump, TimeSpan Transfer, TimeSpan Restore, TimeSpan HandOver);
