namespace Gantry.Linux;

/// <summary>Compresses into one LZ4 frame with a checksum (lz4_Frame_format.md): several times faster than zstd, and larger.</summary>
public sealed class Lz4CompressStream : CompressStream
{
    // Taken at a time. What is put out for it, and for what the library has gathered, is bounded by a block more.
    private const int InputSize = 256 * 1024;
    private const int OutputSize = 2 * 1024 * 1024;

    private readonly Lz4Context _context;
    private LibLz4.Preferences _preferences;
    private bool _hasBegun;

    /// <summary>Starts a frame; nothing is written yet.</summary>
    /// <param name="inner">Where the compressed bytes go.</param>
    /// <param name="level">1 and 2 are fast, 3 to 12 smaller and slow. 1 is lz4's own choice.</param>
    /// <param name="leaveOpen">Whether disposing leaves <paramref name="inner"/> open.</param>
    /// <exception cref="PlatformNotSupportedException">liblz4 is missing.</exception>
    public Lz4CompressStream(Stream inner, int level = 1, bool leaveOpen = false)
        : this(inner, Lz4Context.ForCompression(), leaveOpen)
    {
        _preferences = new LibLz4.Preferences
        {
            BlockSize = LibLz4.BlocksOf1MiB,
            HasContentChecksum = 1,
            Level = level,
        };
    }

    private Lz4CompressStream(Stream inner, Lz4Context context, bool leaveOpen)
        : base(inner, context, OutputSize, leaveOpen)
    {
        _context = context;
    }

    private protected override unsafe CompressionStep Compress(
        ReadOnlySpan<byte> source, Span<byte> output, CompressionDirective directive)
    {
        source = source[..Math.Min(source.Length, InputSize)];
        fixed (byte* input = source)
        fixed (byte* destination = output)
        fixed (LibLz4.Preferences* preferences = &_preferences)
        {
            nuint produced = 0;
            if (!_hasBegun)
            {
                produced = Checked(LibLz4.CompressBegin(_context, destination, (nuint)output.Length, preferences));
                _hasBegun = true;
            }

            var next = destination + produced;
            var capacity = (nuint)output.Length - produced;
            produced += Checked(directive switch
            {
                CompressionDirective.End => LibLz4.CompressEnd(_context, next, capacity, 0),
                CompressionDirective.Flush => LibLz4.Flush(_context, next, capacity, 0),
                _ => LibLz4.CompressUpdate(_context, next, capacity, input, (nuint)source.Length, 0),
            });
            return new CompressionStep(source.Length, (int)produced, HasMore: false);
        }
    }

    private static nuint Checked(nuint result) => LibLz4.ErrorOf(result) is { } error
        ? throw new InvalidOperationException($"liblz4 cannot compress: {error}.")
        : result;
}
