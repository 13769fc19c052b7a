using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Gantry.Engine.Storage.Images;

/// <summary>An image manifest: OCI image spec manifest.md, or Docker's schema 2, which has the same members.</summary>
internal sealed record ManifestDocument
{
    /// <summary>Always 2.</summary>
    [JsonRequired]
    public int SchemaVersion { get; init; }

    /// <summary>One of <see cref="MediaTypes"/>; may be absent in OCI.</summary>
    public string? MediaType { get; init; }

    /// <summary>The config blob.</summary>
    [JsonRequired]
    public required BlobDescriptor Config { get; init; }

    /// <summary>The layer blobs, lowest first.</summary>
    [JsonRequired]
    public required IReadOnlyList<BlobDescriptor> Layers { get; init; }

    /// <summary>Annotations.</summary>
    public IReadOnlyDictionary<string, string>? Annotations { get; init; }

    /// <summary>The annotations, none when absent.</summary>
    [JsonIgnore]
    public IReadOnlyDictionary<string, string> AnnotationsOrNone =>
        Annotations ?? ImmutableSortedDictionary<string, string>.Empty;
}
