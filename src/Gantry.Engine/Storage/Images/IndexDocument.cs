using System.Text.Json.Serialization;

namespace Gantry.Engine.Storage.Images;

/// <summary>
/// An image index (OCI image spec, image-index.md) or Docker's manifest list, which has the same members.
/// </summary>
internal sealed record IndexDocument
{
    /// <summary>Always 2.</summary>
    public int SchemaVersion { get; init; }

    /// <summary>One of <see cref="MediaTypes"/>; may be absent in OCI.</summary>
    public string? MediaType { get; init; }

    /// <summary>The manifests, or further indexes.</summary>
    [JsonRequired]
    public required IReadOnlyList<BlobDescriptor> Manifests { get; init; }
}
