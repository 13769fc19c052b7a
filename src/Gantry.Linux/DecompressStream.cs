namespace Gantry.Linux;

/// <summary>
/// Decompresses by a library of the machine what <see cref="CompressStream"/> and others make: one piece of data or several
/// in a row, checking checksums. Data that ends within a piece, or is none, throws <see cref="InvalidDataException"/>; so
/// does an input without a single byte.
/// </summary>
/// <param name="format">Its name in messages.</param>
/// <param name="inner">Where the compressed bytes come from. It may be read past the end of the data.</param>
/// <param name="context">The library's state; freed at the end.</param>
/// <param name="inputSize">How much is read at a time, in bytes.</param>
/// <param name="leaveOpen">Whether disposing leaves <paramref name="inner"/> open.</param>
public abstract class DecompressStream(string format, Stream inner, IDisposable context, int inputSize, bool leaveOpen)
    : Stream
{
    private readonly byte[] _input = new byte[inputSize];
    private bool _isClosed;
    private int _inputLength;
    private int _inputPosition;
    private bool _atFrameEnd;
    private bool _innerEnded;
    private bool _outputPending;

    /// <inheritdoc/>
    public override bool CanRead => !_isClosed;

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
                Accept(inner.Read(_input, 0, inputSize));
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
                Accept(await inner.ReadAsync(_input, cancellationToken));
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
        _isClosed = true;
        context.Dispose();
        if (!leaveOpen)
        {
            await inner.DisposeAsync();
        }

        await base.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _isClosed = true;
            context.Dispose();
            if (!leaveOpen)
            {
                inner.Dispose();
            }
        }

        base.Dispose(disposing);
    }

    /// <summary>Gives the library data and takes what it has ready.</summary>
    /// <exception cref="InvalidDataException">It is no data of this format, or damaged.</exception>
    private protected abstract DecompressionStep Decompress(ReadOnlySpan<byte> input, Span<byte> output);

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
            : throw new InvalidDataException($"The {format} data ends in the middle: it is truncated.");
    }

    private int Decompress(Span<byte> buffer)
    {
        var step = Decompress(_input.AsSpan(_inputPosition, _inputLength - _inputPosition), buffer);
        _inputPosition += step.Consumed;
        _atFrameEnd = step.IsAtEnd;
        // A full buffer means that the library may hold more, for which it needs no further input.
        _outputPending = !step.IsAtEnd && step.Produced == buffer.Length;
        return step.Produced;
    }
}
