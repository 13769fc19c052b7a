using System.Runtime.InteropServices;

namespace Gantry.Linux;

/// <summary>
/// The frame API of liblz4 1.8.0 and later (lz4frame.h). Sizes returned above a certain value are error codes.
/// </summary>
internal static unsafe partial class LibLz4
{
    internal const string Library = "liblz4.so.1";

    // LZ4F_max1MB, the size of blocks.
    internal const int BlocksOf1MiB = 6;

    // What LZ4F_VERSION stands for: this shape of the API.
    internal const uint Version = 100;

    /// <summary>LZ4F_isError.</summary>
    [LibraryImport(Library, EntryPoint = "LZ4F_isError")]
    internal static partial uint IsError(nuint code);

    /// <summary>LZ4F_getErrorName; the text is the library's.</summary>
    [LibraryImport(Library, EntryPoint = "LZ4F_getErrorName")]
    internal static partial byte* GetErrorName(nuint code);

    /// <summary>LZ4F_createCompressionContext.</summary>
    [LibraryImport(Library, EntryPoint = "LZ4F_createCompressionContext")]
    internal static partial nuint CreateCompressor(nint* context, uint version);

    /// <summary>LZ4F_freeCompressionContext.</summary>
    [LibraryImport(Library, EntryPoint = "LZ4F_freeCompressionContext")]
    internal static partial nuint FreeCompressor(nint context);

    /// <summary>LZ4F_compressBegin: writes a header of at most 19 bytes.</summary>
    [LibraryImport(Library, EntryPoint = "LZ4F_compressBegin")]
    internal static partial nuint CompressBegin(Lz4Context context, byte* output, nuint capacity, Preferences* preferences);

    /// <summary>LZ4F_compressUpdate.</summary>
    [LibraryImport(Library, EntryPoint = "LZ4F_compressUpdate")]
    internal static partial nuint CompressUpdate(
        Lz4Context context, byte* output, nuint capacity, byte* input, nuint length, nint options);

    /// <summary>LZ4F_flush.</summary>
    [LibraryImport(Library, EntryPoint = "LZ4F_flush")]
    internal static partial nuint Flush(Lz4Context context, byte* output, nuint capacity, nint options);

    /// <summary>LZ4F_compressEnd.</summary>
    [LibraryImport(Library, EntryPoint = "LZ4F_compressEnd")]
    internal static partial nuint CompressEnd(Lz4Context context, byte* output, nuint capacity, nint options);

    /// <summary>LZ4F_createDecompressionContext.</summary>
    [LibraryImport(Library, EntryPoint = "LZ4F_createDecompressionContext")]
    internal static partial nuint CreateDecompressor(nint* context, uint version);

    /// <summary>LZ4F_freeDecompressionContext.</summary>
    [LibraryImport(Library, EntryPoint = "LZ4F_freeDecompressionContext")]
    internal static partial nuint FreeDecompressor(nint context);

    /// <summary>LZ4F_decompress: sizes are given and come back; 0 at the end of a frame that is put out completely.</summary>
    [LibraryImport(Library, EntryPoint = "LZ4F_decompress")]
    internal static partial nuint Decompress(
        Lz4Context context, byte* output, nuint* outputLength, byte* input, nuint* inputLength, nint options);

    /// <summary>The library's words for an error code; null for a code that is none.</summary>
    internal static string? ErrorOf(nuint code) =>
        IsError(code) == 0 ? null : Marshal.PtrToStringUTF8((nint)GetErrorName(code));

    /// <summary>LZ4F_preferences_t.</summary>
    internal struct Preferences
    {
        internal int BlockSize;
        internal int BlocksAreIndependent;
        internal int HasContentChecksum;
        internal int FrameType;
        internal ulong ContentSize;
        internal uint DictionaryId;
        internal int HasBlockChecksums;
        internal int Level;
        internal uint AutoFlush;
        internal uint FavorsDecompression;
        internal fixed uint Reserved[3];
    }
}
