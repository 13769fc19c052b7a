using System.IO.Compression;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Checkpoints;
using Gantry.Linux;

namespace Gantry.Engine.Archive;

/// <summary>Compression around a tar: by choice when writing, by content when reading. Never seeks.</summary>
internal static class ArchiveStreams
{
    private const int BufferSize = 256 * 1024;
    private const int ZstdLevel = 3;

    /// <summary>What <see cref="Detect"/> says of an archive that is encrypted.</summary>
    public const string Encrypted = "age";

    /// <summary>Bytes that <see cref="Detect"/> wants to see.</summary>
    public const int LongestMagic = 6;

    // .NET's GZipStream takes a stream that is cut short for one that has ended, unless told otherwise before its
    // first use (System.IO.Compression, LocalAppContextSwitches.UseStrictValidation).
    private static readonly Lazy<bool> s_gzipFindsTruncation = new(() =>
    {
        AppContext.SetSwitch("System.IO.Compression.UseStrictValidation", true);
        using var cut = new GZipStream(new MemoryStream([0x1F, 0x8B, 8]), CompressionMode.Decompress);
        try
        {
            return cut.ReadByte() >= 0;
        }
        catch (InvalidDataException)
        {
            return true;
        }
    });

    /// <summary>
    /// A stream that compresses into <paramref name="destination"/>, which stays open; it ends the format when
    /// disposed.
    /// zstd: level 3, one thread per processor besides the caller's; gzip and lz4: their fastest level.
    /// </summary>
    public static Stream Compress(Stream destination, ArchiveCompression compression) => compression.Format switch
    {
        CompressionFormat.None => new LeaveOpenStream(destination),
        CompressionFormat.Zstd => new ZstdCompressStream(
            destination,
            compression.Level ?? ZstdLevel,
            Environment.ProcessorCount,
            compression.LongDistance,
            leaveOpen: true),
        CompressionFormat.Gzip => new GZipStream(
            destination, new ZLibCompressionOptions { CompressionLevel = compression.Level ?? 1 }, leaveOpen: true),
        CompressionFormat.Lz4 => new Lz4CompressStream(destination, compression.Level ?? 1, leaveOpen: true),
        _ => throw new ArgumentOutOfRangeException(nameof(compression), compression, null),
    };

    /// <summary>The plain tar inside <paramref name="source"/>, which stays open.</summary>
    /// <param name="source">The stream as it comes; its first bytes tell the compression.</param>
    /// <param name="tool">
    /// Makes the plain stream by a program ("bzip2", "xz") from the compressed one; null: refused.
    /// </param>
    /// <param name="cancellationToken">Cancels the look at the first bytes.</param>
    /// <exception cref="GantryException">
    /// <see cref="ErrorCode.Incompatible"/>: a compression that this host has no program for.
    /// </exception>
    public static async ValueTask<Stream> DecompressAsync(
        Stream source, Func<string, Stream, Stream>? tool, CancellationToken cancellationToken)
    {
        var magic = new byte[LongestMagic];
        var count = await source.ReadAtLeastAsync(magic, LongestMagic, throwOnEndOfStream: false, cancellationToken);
        var whole = new PrefixedStream(magic.AsMemory(0, count), source);
        return Detect(magic) switch
        {
            Encrypted => throw new GantryException(
                ErrorCode.Invalid,
                "The checkpoint archive is encrypted: give --identity FILE or --passphrase-file FILE."),
            "zstd" => new ZstdDecompressStream(whole),
            "gzip" => Gunzip(whole),
            "lz4" => new Lz4DecompressStream(whole),
            { } program when tool is not null => tool(program, whole),
            { } program => throw new GantryException(
                ErrorCode.Incompatible,
                $"Cannot read an archive compressed with {program} here: no program is set for it."),
            null => whole,
        };
    }

    /// <summary>The compression of a stream by its first bytes, by the name of a program; null: none.</summary>
    public static string? Detect(ReadOnlySpan<byte> start) => start switch
    {
        [0x28, 0xB5, 0x2F, 0xFD, ..] => "zstd", // RFC 8878, 3.1.1
        [>= 0x50 and <= 0x5F, 0x2A, 0x4D, 0x18, ..] => "zstd", // RFC 8878, 3.1.2, a frame to skip in front
        [0x04, 0x22, 0x4D, 0x18, ..] => "lz4", // lz4_Frame_format.md, magic number
        [0x1F, 0x8B, ..] => "gzip", // RFC 1952, 2.3.1
        [(byte)'B', (byte)'Z', (byte)'h', >= (byte)'1' and <= (byte)'9', (byte)'1', ..] => "bzip2", // bzip2.c, BZ_HDR
        [(byte)'a', (byte)'g', (byte)'e', (byte)'-', (byte)'e', (byte)'n', ..] => Encrypted, // AgeHeader.Version
        [0xFD, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', 0] => "xz", // xz-file-format.txt, 2.1.1.1
        _ => null,
    };

    private static GZipStream Gunzip(Stream source)
    {
        if (!s_gzipFindsTruncation.Value)
        {
            throw new PlatformNotSupportedException(
                "This .NET runtime does not report gzip data that is cut short; set "
                + "System.IO.Compression.UseStrictValidation in its configuration.");
        }

        return new GZipStream(new BufferedStream(source, BufferSize), CompressionMode.Decompress);
    }
}
