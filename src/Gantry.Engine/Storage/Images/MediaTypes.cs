namespace Gantry.Engine.Storage.Images;

/// <summary>Media types of images (OCI image spec, media-types.md; distribution project, manifest-v2-2.md).</summary>
internal static class MediaTypes
{
    /// <summary>OCI manifest.</summary>
    public const string Manifest = "application/vnd.oci.image.manifest.v1+json";

    /// <summary>OCI index.</summary>
    public const string Index = "application/vnd.oci.image.index.v1+json";

    /// <summary>OCI config.</summary>
    public const string Config = "application/vnd.oci.image.config.v1+json";

    /// <summary>OCI layer without compression.</summary>
    public const string Layer = "application/vnd.oci.image.layer.v1.tar";

    /// <summary>OCI layer compressed by gzip.</summary>
    public const string GzipLayer = Layer + "+gzip";

    /// <summary>OCI layer compressed by Zstandard.</summary>
    public const string ZstdLayer = Layer + "+zstd";

    /// <summary>Docker's manifest, schema 2.</summary>
    public const string DockerManifest = "application/vnd.docker.distribution.manifest.v2+json";

    /// <summary>Docker's manifest list.</summary>
    public const string DockerManifestList = "application/vnd.docker.distribution.manifest.list.v2+json";

    /// <summary>Whether <paramref name="mediaType"/> names an index of manifests.</summary>
    public static bool IsIndex(string? mediaType) => mediaType is Index or DockerManifestList;
}
