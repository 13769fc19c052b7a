namespace Gantry.Linux;

/// <summary>Compresses into one zstd frame with a checksum (RFC 8878).</summary>
public sealed class ZstdCompressStream : CompressStream
{
    private const int OutputSize = 128 * 1024; // ZSTD_CStreamOutSize()

    // What a worker compresses at a time. The library's own choice, 8 MiB at level 3, is kept several times over: it
    // makes 80 MiB with two workers, this 20, for archives that are 0.7 % larger.
    private const int JobBytes = 2 * 1024 * 1024;

    private readonly ZstdContext _context;

    /// <summary>Starts a frame; nothing is written yet.</summary>
    /// <param name="inner">Where the compressed bytes go.</param>
    /// <param name="level">1 (fast) to 19 (small); negative levels are faster still. 3 is zstd's own choice.</param>
    /// <param name="workers">
    /// Threads that compress; 0 compresses in the caller's. Ignored by a library without threads.
    /// </param>
    /// <param name="longDistance">
    /// Whether to search repetitions over 128 MiB instead of some MiB; the reader needs as much memory.
    /// </param>
    /// <param name="leaveOpen">Whether disposing leaves <paramref name="inner"/> open.</param>
    /// <exception cref="PlatformNotSupportedException">libzstd is missing.</exception>
    public ZstdCompressStream(
        Stream inner, int level = 3, int workers = 0, bool longDistance = false, bool leaveOpen = false)
        : this(inner, ZstdContext.ForCompression(), leaveOpen)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(workers);
        Set(LibZstd.CompressionLevel, level);
        Set(LibZstd.ChecksumFlag, 1);
        if (longDistance)
        {
            Set(LibZstd.EnableLongDistanceMatching, 1);
        }

        // An error here means a library built without threads, which compresses as well, only slower.
        var threaded = LibZstd.ErrorOf(LibZstd.SetParameter(_context, LibZstd.WorkerCount, workers)) is null;
        if (threaded && workers > 0 && !longDistance)
        {
            Set(LibZstd.JobSize, JobBytes);
        }
    }

    private ZstdCompressStream(Stream inner, ZstdContext context, bool leaveOpen)
        : base(inner, context, OutputSize, leaveOpen)
    {
        _context = context;
    }

    private protected override unsafe CompressionStep Compress(
        ReadOnlySpan<byte> source, Span<byte> output, CompressionDirective directive)
    {
        fixed (byte* input = source)
        fixed (byte* destination = output)
        {
            var from = new LibZstd.Buffer { Start = input, Size = (nuint)source.Length };
            var to = new LibZstd.Buffer { Start = destination, Size = (nuint)output.Length };
            var left = LibZstd.CompressStream2(_context, &to, &from, (int)directive);
            return LibZstd.ErrorOf(left) is { } error
                ? throw new InvalidOperationException($"libzstd cannot compress: {error}.")
                : new CompressionStep((int)from.Position, (int)to.Position, left != 0);
        }
    }

    private void Set(int parameter, int value)
    {
        if (LibZstd.ErrorOf(LibZstd.SetParameter(_context, parameter, value)) is { } error)
        {
            _context.Dispose();
            throw new ArgumentException($"libzstd refuses parameter {parameter} = {value}: {error}.");
        }
    }
}
