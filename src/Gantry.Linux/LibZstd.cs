using System.Runtime.InteropServices;

namespace Gantry.Linux;

/// <summary>
/// The stable API of libzstd 1.4.0 and later (zstd.h). Sizes returned above a certain value are error codes.
/// </summary>
internal static unsafe partial class LibZstd
{
    internal const string Library = "libzstd.so.1";

    internal const int CompressionLevel = 100;
    internal const int EnableLongDistanceMatching = 160;
    internal const int ChecksumFlag = 201;
    internal const int WorkerCount = 400;
    internal const int JobSize = 401;
    internal const int DecompressWindowLogMax = 100;

    /// <summary>ZSTD_versionNumber: 10504 for 1.5.4.</summary>
    [LibraryImport(Library, EntryPoint = "ZSTD_versionNumber")]
    internal static partial uint VersionNumber();

    /// <summary>ZSTD_isError.</summary>
    [LibraryImport(Library, EntryPoint = "ZSTD_isError")]
    internal static partial uint IsError(nuint code);

    /// <summary>ZSTD_getErrorName; the text is the library's.</summary>
    [LibraryImport(Library, EntryPoint = "ZSTD_getErrorName")]
    internal static partial byte* GetErrorName(nuint code);

    /// <summary>ZSTD_createCCtx.</summary>
    [LibraryImport(Library, EntryPoint = "ZSTD_createCCtx")]
    internal static partial nint CreateCompressor();

    /// <summary>ZSTD_freeCCtx.</summary>
    [LibraryImport(Library, EntryPoint = "ZSTD_freeCCtx")]
    internal static partial nuint FreeCompressor(nint context);

    /// <summary>ZSTD_CCtx_setParameter.</summary>
    [LibraryImport(Library, EntryPoint = "ZSTD_CCtx_setParameter")]
    internal static partial nuint SetParameter(ZstdContext context, int parameter, int value);

    /// <summary>ZSTD_compressStream2: returns the bytes still to flush.</summary>
    [LibraryImport(Library, EntryPoint = "ZSTD_compressStream2")]
    internal static partial nuint CompressStream2(ZstdContext context, Buffer* output, Buffer* input, int directive);

    /// <summary>ZSTD_createDCtx.</summary>
    [LibraryImport(Library, EntryPoint = "ZSTD_createDCtx")]
    internal static partial nint CreateDecompressor();

    /// <summary>ZSTD_freeDCtx.</summary>
    [LibraryImport(Library, EntryPoint = "ZSTD_freeDCtx")]
    internal static partial nuint FreeDecompressor(nint context);

    /// <summary>ZSTD_DCtx_setParameter.</summary>
    [LibraryImport(Library, EntryPoint = "ZSTD_DCtx_setParameter")]
    internal static partial nuint SetDecompressParameter(ZstdContext context, int parameter, int value);

    /// <summary>ZSTD_decompressStream: 0 at the end of a frame that is flushed completely.</summary>
    [LibraryImport(Library, EntryPoint = "ZSTD_decompressStream")]
    internal static partial nuint DecompressStream(ZstdContext context, Buffer* output, Buffer* input);

    /// <summary>The library's words for an error code; null for a code that is none.</summary>
    internal static string? ErrorOf(nuint code) =>
        IsError(code) == 0 ? null : Marshal.PtrToStringUTF8((nint)GetErrorName(code));

    /// <summary>ZSTD_inBuffer and ZSTD_outBuffer.</summary>
    internal struct Buffer
    {
        internal byte* Start;
        internal nuint Size;
        internal nuint Position;
    }
}
