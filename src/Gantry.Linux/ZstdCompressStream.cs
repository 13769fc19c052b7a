namespace Gantry.Linux;

/// <summary>
/// Compresses what is written into one zstd frame with a checksum. Disposing writes the end of the frame: without it
/// the reader reports truncated data. <see cref="Stream.Flush"/> pushes out all that was written so far, at some cost
/// in size.
/// </summary>
public sealed class ZstdCompressStream : Stream
{
    private const int OutputSize = 128 * 1024; // ZSTD_CStreamOutSize()

    // What a worker compresses at a time. The library's own choice, 8 MiB at level 3, is kept several times over: it
    // makes 80 MiB with two workers, this 20, for archives that are 0.7 % larger.
    private const int JobBytes = 2 * 1024 * 1024;

    private readonly Stream _inner;
    private readonly bool _leaveOpen;
    private readonly ZstdContext _context;
    private readonly byte[] _output = new byte[OutputSize];
    private bool _ended;

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
    {
        ArgumentNullException.ThrowIfNull(inner);
        ArgumentOutOfRangeException.ThrowIfNegative(workers);
        Zstd.RequireAvailable();
        _inner = inner;
        _leaveOpen = leaveOpen;
        _context = ZstdContext.ForCompression();
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

    /// <inheritdoc/>
    public override bool CanRead => false;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => !_ended;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count)
    {
        ValidateBufferArguments(buffer, offset, count);
        Write(buffer.AsSpan(offset, count));
    }

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        ObjectDisposedException.ThrowIf(_ended, this);
        while (!buffer.IsEmpty)
        {
            var step = Compress(buffer, LibZstd.Continue);
            _inner.Write(_output, 0, step.Produced);
            buffer = buffer[step.Consumed..];
        }
    }

    /// <inheritdoc/>
    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        ValidateBufferArguments(buffer, offset, count);
        return WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();
    }

    /// <inheritdoc/>
    public override async ValueTask WriteAsync(
        ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_ended, this);
        while (!buffer.IsEmpty)
        {
            var step = Compress(buffer.Span, LibZstd.Continue);
            if (step.Produced > 0)
            {
                await _inner.WriteAsync(_output.AsMemory(0, step.Produced), cancellationToken);
            }

            buffer = buffer[step.Consumed..];
        }
    }

    /// <inheritdoc/>
    public override void Flush()
    {
        ObjectDisposedException.ThrowIf(_ended, this);
        Drain(LibZstd.Flush);
        _inner.Flush();
    }

    /// <inheritdoc/>
    public override async Task FlushAsync(CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_ended, this);
        await DrainAsync(LibZstd.Flush, cancellationToken);
        await _inner.FlushAsync(cancellationToken);
    }

    /// <summary>Writes the end of the frame.</summary>
    public override async ValueTask DisposeAsync()
    {
        if (!_ended)
        {
            _ended = true;
            try
            {
                await DrainAsync(LibZstd.End, CancellationToken.None);
            }
            finally
            {
                _context.Dispose();
                if (!_leaveOpen)
                {
                    await _inner.DisposeAsync();
                }
            }
        }

        await base.DisposeAsync();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing && !_ended)
        {
            _ended = true;
            try
            {
                Drain(LibZstd.End);
            }
            finally
            {
                _context.Dispose();
                if (!_leaveOpen)
                {
                    _inner.Dispose();
                }
            }
        }

        base.Dispose(disposing);
    }

    private void Drain(int directive)
    {
        Step step;
        do
        {
            step = Compress([], directive);
            _inner.Write(_output, 0, step.Produced);
        }
        while (step.HasMore);
    }

    private async ValueTask DrainAsync(int directive, CancellationToken cancellationToken)
    {
        Step step;
        do
        {
            step = Compress([], directive);
            await _inner.WriteAsync(_output.AsMemory(0, step.Produced), cancellationToken);
        }
        while (step.HasMore);
    }

    private unsafe Step Compress(ReadOnlySpan<byte> source, int directive)
    {
        fixed (byte* input = source)
        fixed (byte* output = _output)
        {
            var from = new LibZstd.Buffer { Start = input, Size = (nuint)source.Length };
            var to = new LibZstd.Buffer { Start = output, Size = OutputSize };
            var left = LibZstd.CompressStream2(_context, &to, &from, directive);
            return LibZstd.ErrorOf(left) is { } error
                ? throw new InvalidOperationException($"libzstd cannot compress: {error}.")
                : new Step((int)from.Position, (int)to.Position, left != 0);
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

    private readonly record struct Step(int Consumed, int Produced, bool HasMore);
}
