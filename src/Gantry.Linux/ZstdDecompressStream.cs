using System.Numerics;

namespace Gantry.Linux;

/// <summary>
/// Decompresses zstd data of one frame or several in a row, checking checksums. Data that ends within a frame, or is
/// no zstd data, throws <see cref="InvalidDataException"/>; so does an input without a single byte.
/// </summary>
public sealed class ZstdDecompressStream : Stream
{
    private const int InputSize = 128 * 1024; // ZSTD_DStreamInSize() is 128 KiB + 3

    private readonly Stream _inner;
    private readonly bool _leaveOpen;
    private readonly ZstdContext _context;
    private readonly byte[] _input = new byte[InputSize];
    private int _inputLength;
    private int _inputPosition;
    private bool _atFrameEnd;
    private bool _innerEnded;
    private bool _outputPending;

    /// <summary>Starts reading; nothing is read yet.</summary>
    /// <param name="inner">Where the compressed bytes come from. It may be read past the last frame.</param>
    /// <param name="maxWindow">
    /// The most memory in bytes a frame may ask for, rounded up to a power of two; more is refused as invalid data.
    /// Null for the library's own limit of 128 MiB.
    /// </param>
    /// <param name="leaveOpen">Whether disposing leaves <paramref name="inner"/> open.</param>
    /// <exception cref="PlatformNotSupportedException">libzstd is missing.</exception>
    public ZstdDecompressStream(Stream inner, long? maxWindow = 1 << 27, bool leaveOpen = false)
    {
        ArgumentNullException.ThrowIfNull(inner);
        Zstd.RequireAvailable();
        _inner = inner;
        _leaveOpen = leaveOpen;
        _context = ZstdContext.ForDecompression();
        if (maxWindow is { } bytes)
        {
            SetMaxWindow(bytes);
        }
    }

    /// <inheritdoc/>
    public override bool CanRead => !_context.IsClosed;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count)
    {
        ValidateBufferArguments(buffer, offset, count);
        return Read(buffer.AsSpan(offset, count));
    }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            if (NeedsInput)
            {
                Accept(_inner.Read(_input, 0, InputSize));
            }

            if (IsAtEnd())
            {
                break;
            }

            if (Decompress(buffer) is > 0 and var count)
            {
                return count;
            }
        }

        return 0;
    }

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        ValidateBufferArguments(buffer, offset, count);
        return ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();
    }

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (!buffer.IsEmpty)
        {
            if (NeedsInput)
            {
                Accept(await _inner.ReadAsync(_input, cancellationToken));
            }

            if (IsAtEnd())
            {
                break;
            }

            if (Decompress(buffer.Span) is > 0 and var count)
            {
                return count;
            }
        }

        return 0;
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        _context.Dispose();
        if (!_leaveOpen)
        {
            await _inner.DisposeAsync();
        }

        await base.DisposeAsync();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _context.Dispose();
            if (!_leaveOpen)
            {
                _inner.Dispose();
            }
        }

        base.Dispose(disposing);
    }

    private bool NeedsInput => _inputPosition == _inputLength && !_outputPending && !_innerEnded;

    private void Accept(int count)
    {
        _inputPosition = 0;
        _inputLength = count;
        _innerEnded = count == 0;
    }

    private bool IsAtEnd()
    {
        if (!_innerEnded || _outputPending)
        {
            return false;
        }

        return _atFrameEnd
            ? true
            : throw new InvalidDataException("The zstd data ends in the middle: it is truncated.");
    }

    private unsafe int Decompress(Span<byte> buffer)
    {
        fixed (byte* input = _input)
        fixed (byte* output = buffer)
        {
            var from = new LibZstd.Buffer
            {
                Start = input,
                Size = (nuint)_inputLength,
                Position = (nuint)_inputPosition,
            };
            var to = new LibZstd.Buffer { Start = output, Size = (nuint)buffer.Length };
            var wanted = LibZstd.DecompressStream(_context, &to, &from);
            if (LibZstd.ErrorOf(wanted) is { } error)
            {
                throw new InvalidDataException($"The zstd data cannot be read: {error}.");
            }

            _inputPosition = (int)from.Position;
            _atFrameEnd = wanted == 0;
            // A full buffer means that the library may hold more, for which it needs no further input.
            _outputPending = wanted != 0 && to.Position == to.Size;
            return (int)to.Position;
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
