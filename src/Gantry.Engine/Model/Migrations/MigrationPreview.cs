namespace Gantry.Engine.Model.Migrations;

/// <summary>What a migration would send, and all that stands in its way; nothing of it was done.</summary>
public sealed record MigrationPreview
{
    /// <summary>The container's name.</summary>
    public required string ContainerName { get; init; }

    /// <summary>The target.</summary>
    public required string Host { get; init; }

    /// <summary>Bytes that its processes have in memory.</summary>
    public required long MemoryBytes { get; init; }

    /// <summary>Bytes of its changed files, of /dev/shm and of its volumes.</summary>
    public required long FileBytes { get; init; }

    /// <summary>The target lacks the image, which would be sent.</summary>
    public bool IsImageSent { get; init; }

    /// <summary>All that stands in the way on either host, each a sentence with a remedy. Empty: it would begin.</summary>
    public IReadOnlyList<string> Blockers { get; init; } = [];
}
