namespace Gantry.Engine.Model.Checkpoints;

/// <summary>Compression of the outer tar.</summary>
public enum CompressionFormat
{
    /// <summary>None.</summary>
    None,

    /// <summary>Zstandard, the default.</summary>
    Zstd,

    /// <summary>gzip.</summary>
    Gzip,

    /// <summary>LZ4: the fastest, and the largest archives. Podman does not read it.</summary>
    Lz4,
}
