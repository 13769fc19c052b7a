namespace Gantry.Linux;

/// <summary>What a compressor is to do besides taking data; the numbers are those of ZSTD_EndDirective (zstd.h).</summary>
internal enum CompressionDirective
{
    /// <summary>Nothing: it may gather.</summary>
    Continue = 0,

    /// <summary>Put out all that it has.</summary>
    Flush = 1,

    /// <summary>Put out all that it has, and the end of the data.</summary>
    End = 2,
}
