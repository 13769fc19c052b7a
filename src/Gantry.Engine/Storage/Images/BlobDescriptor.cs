using System.Text.Json.Serialization;
using Gantry.Engine.Model;

namespace Gantry.Engine.Storage.Images;

/// <summary>Names a blob by digest, size and type (OCI image spec, descriptor.md).</summary>
internal sealed record BlobDescriptor
{
    /// <summary>Media type of the blob. Not trusted: layers' compression is told by their content.</summary>
    public string MediaType { get; init; } = "";

    /// <summary>Digest of the blob.</summary>
    [JsonRequired]
    public required Digest Digest { get; init; }

    /// <summary>Bytes of the blob.</summary>
    public long Size { get; init; }

    /// <summary>Annotations, in an index.</summary>
    public IReadOnlyDictionary<string, string>? Annotations { get; init; }

    /// <summary>What machine it is for, in an index.</summary>
    public PlatformDocument? Platform { get; init; }
}
