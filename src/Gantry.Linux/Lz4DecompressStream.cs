namespace Gantry.Linux;

/// <summary>Decompresses LZ4 frames, one or several in a row (lz4_Frame_format.md).</summary>
public sealed class Lz4DecompressStream : DecompressStream
{
    private const int InputSize = 256 * 1024;

    private readonly Lz4Context _context;

    /// <summary>Starts reading; nothing is read yet.</summary>
    /// <param name="inner">Where the compressed bytes come from. It may be read past the last frame.</param>
    /// <param name="leaveOpen">Whether disposing leaves <paramref name="inner"/> open.</param>
    /// <exception cref="PlatformNotSupportedException">liblz4 is missing.</exception>
    public Lz4DecompressStream(Stream inner, bool leaveOpen = false)
        : this(inner, Lz4Context.ForDecompression(), leaveOpen)
    {
    }

    private Lz4DecompressStream(Stream inner, Lz4Context context, bool leaveOpen)
        : base("lz4", inner, context, InputSize, leaveOpen)
    {
        _context = context;
    }

    private protected override unsafe DecompressionStep Decompress(ReadOnlySpan<byte> input, Span<byte> output)
    {
        fixed (byte* source = input)
        fixed (byte* destination = output)
        {
            nuint consumed = (nuint)input.Length, produced = (nuint)output.Length;
            var wanted = LibLz4.Decompress(_context, destination, &produced, source, &consumed, 0);
            return LibLz4.ErrorOf(wanted) is { } error
                ? throw new InvalidDataException($"The lz4 data cannot be read: {error}.")
                : new DecompressionStep((int)consumed, (int)produced, wanted == 0);
        }
    }
}
