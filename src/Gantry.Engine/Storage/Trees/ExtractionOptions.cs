namespace Gantry.Engine.Storage.Trees;

/// <summary>How a tar is extracted and when to give up.</summary>
internal sealed record ExtractionOptions
{
    /// <summary>What is filled.</summary>
    public required ExtractionTarget Target { get; init; }

    /// <summary>What the target is, for messages: <c>volume "data"</c>. Null names the directory.</summary>
    public string? Description { get; init; }

    /// <summary>
    /// The tar may say what becomes of what the directory holds: names that go, parts of files that stay
    /// (<see cref="SentTree"/>). False refuses that.
    /// </summary>
    public bool TakesChanges { get; init; }

    /// <summary>Most entries of a tar.</summary>
    public long MaxEntries { get; init; } = 50_000_000;

    /// <summary>Most bytes of content of a tar, holes not counted. Null: as many as fit on the disk.</summary>
    public long? MaxBytes { get; init; }

    /// <summary>Bytes that stay free on the target's file system. Null: 16 MiB, and none of a /dev/shm.</summary>
    public long? KeepFreeBytes { get; init; }
}
