using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Gantry.Engine.Model.Images;

/// <summary>An image in the store.</summary>
public sealed record Image
{
    /// <summary>Digest of the image's config: its id.</summary>
    public required Digest Id { get; init; }

    /// <summary>Digest of its manifest.</summary>
    public required Digest ManifestDigest { get; init; }

    /// <summary>Fully qualified references that point to it.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>Chain ids of its layers, lowest first (OCI image spec, config.md); the last one is the top layer.</summary>
    public IReadOnlyList<Digest> Layers { get; init; } = [];

    /// <summary>When it was built.</summary>
    public DateTimeOffset Created { get; init; }

    /// <summary>Bytes of its unpacked layers.</summary>
    public long SizeBytes { get; init; }

    /// <summary>What containers made from it inherit.</summary>
    public required ImageConfig Config { get; init; }

    /// <summary>Annotations of the manifest.</summary>
    public IReadOnlyDictionary<string, string> Annotations { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    // What CRI-O writes into config.dump; its annotations say nothing of it.
    private const string CrioRuntime = "runc";

    /// <summary>The runtime of the checkpoint that the image holds. Null: it is an ordinary image.</summary>
    [JsonIgnore]
    public string? CheckpointRuntime =>
        Annotations.GetValueOrDefault(CheckpointAnnotations.RuntimeName)
        ?? Annotations.GetValueOrDefault(ForeignCheckpointAnnotations.RuntimeName)
        ?? (Annotations.ContainsKey(ForeignCheckpointAnnotations.CrioContainerName) ? CrioRuntime : null);
}
