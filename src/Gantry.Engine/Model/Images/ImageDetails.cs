namespace Gantry.Engine.Model.Images;

/// <summary>What <c>image inspect</c> shows beyond the stored <see cref="Image"/>; read from its blobs.</summary>
public sealed record ImageDetails
{
    /// <summary>The image.</summary>
    public required Image Image { get; init; }

    /// <summary>Digests of the uncompressed layer tars, lowest first: <c>RootFS.Layers</c>.</summary>
    public required IReadOnlyList<Digest> DiffIds { get; init; }

    /// <summary>How it was built, oldest first.</summary>
    public required IReadOnlyList<ImageHistoryEntry> History { get; init; }

    /// <summary>Media type of the manifest.</summary>
    public required string ManifestMediaType { get; init; }

    /// <summary>Each repository that names it, with the manifest's digest: <c>repository@sha256:…</c>.</summary>
    public required IReadOnlyList<string> RepositoryDigests { get; init; }

    /// <summary>Comment of the newest history entry that has one; empty without.</summary>
    public string Comment => History.LastOrDefault(entry => entry.Comment.Length > 0)?.Comment ?? "";
}
