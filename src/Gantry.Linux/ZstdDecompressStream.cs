using System.Numerics;

namespace Gantry.Linux;

/// <summary>Decompresses zstd data of one frame or several in a row (RFC 8878).</summary>
public sealed class ZstdDecompressStream : DecompressStream
{
    private const int InputSize = 128 * 1024; // ZSTD_DStreamInSize() is 128 KiB + 3

    private readonly ZstdContext _context;

    /// <summary>Starts reading; nothing is read yet.</summary>
    /// <param name="inner">Where the compressed bytes come from. It may be read past the last frame.</param>
    /// <param name="maxWindow">
    /// The most memory in bytes a frame may ask for, rounded up to a power of two; more is refused as invalid data.
    /// Null for the library's own limit of 128 MiB.
    /// </param>
    /// <param name="leaveOpen">Whether disposing leaves <paramref name="inner"/> open.</param>
    /// <exception cref="PlatformNotSupportedException">libzstd is missing.</exception>
    public ZstdDecompressStream(Stream inner, long? maxWindow = 1 << 27, bool leaveOpen = false)
        : this(inner, ZstdContext.ForDecompression(), leaveOpen)
    {
        if (maxWindow is { } bytes)
        {
            SetMaxWindow(bytes);
        }
    }

    private ZstdDecompressStream(Stream inner, ZstdContext context, bool leaveOpen)
        : base("zstd", inner, context, InputSize, leaveOpen)
    {
        _context = context;
    }

    private protected override unsafe DecompressionStep Decompress(ReadOnlySpan<byte> input, Span<byte> output)
    {
        fixed (byte* source = input)
        fixed (byte* destination = output)
        {
            var from = new LibZstd.Buffer { Start = source, Size = (nuint)input.Length };
            var to = new LibZstd.Buffer { Start = destination, Size = (nuint)output.Length };
            var wanted = LibZstd.DecompressStream(_context, &to, &from);
            return LibZstd.ErrorOf(wanted) is { } error
                ? throw new InvalidDataException($"The zstd data cannot be read: {error}.")
                : new DecompressionStep((int)from.Position, (int)to.Position, wanted == 0);
        }
    }

    private void SetMaxWindow(long bytes)
    {
        // ZSTD_WINDOWLOG_ABSOLUTEMIN and ZSTD_WINDOWLOG_MAX of 64 bits.
        var log = Math.Clamp(BitOperations.Log2(BitOperations.RoundUpToPowerOf2((ulong)bytes)), 10, 31);
        if (LibZstd.ErrorOf(LibZstd.SetDecompressParameter(_context, LibZstd.DecompressWindowLogMax, log)) is { } error)
        {
            _context.Dispose();
            throw new ArgumentException($"libzstd refuses a window of {bytes} bytes: {error}.", nameof(bytes));
        }
    }
}
