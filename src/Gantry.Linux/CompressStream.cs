namespace Gantry.Linux;

/// <summary>
/// Compresses what is written by a library of the machine. Disposing writes the end of the data: without it the reader
/// reports truncated data. <see cref="Stream.Flush"/> pushes out all that was written so far, at some cost in size.
/// </summary>
/// <param name="inner">Where the compressed bytes go.</param>
/// <param name="context">The library's state; freed at the end.</param>
/// <param name="outputSize">Of the buffer that the library fills, in bytes.</param>
/// <param name="leaveOpen">Whether disposing leaves <paramref name="inner"/> open.</param>
public abstract class CompressStream(Stream inner, IDisposable context, int outputSize, bool leaveOpen) : Stream
{
    private readonly byte[] _output = new byte[outputSize];
    private bool _ended;

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
            var step = Compress(buffer, _output, CompressionDirective.Continue);
            inner.Write(_output, 0, step.Produced);
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
            var step = Compress(buffer.Span, _output, CompressionDirective.Continue);
            if (step.Produced > 0)
            {
                await inner.WriteAsync(_output.AsMemory(0, step.Produced), cancellationToken);
            }

            buffer = buffer[step.Consumed..];
        }
    }

    /// <inheritdoc/>
    public override void Flush()
    {
        ObjectDisposedException.ThrowIf(_ended, this);
        Drain(CompressionDirective.Flush);
        inner.Flush();
    }

    /// <inheritdoc/>
    public override async Task FlushAsync(CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_ended, this);
        await DrainAsync(CompressionDirective.Flush, cancellationToken);
        await inner.FlushAsync(cancellationToken);
    }

    /// <summary>Writes the end of the data.</summary>
    public override async ValueTask DisposeAsync()
    {
        if (!_ended)
        {
            _ended = true;
            try
            {
                await DrainAsync(CompressionDirective.End, CancellationToken.None);
            }
            finally
            {
                context.Dispose();
                if (!leaveOpen)
                {
                    await inner.DisposeAsync();
                }
            }
        }

        await base.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing && !_ended)
        {
            _ended = true;
            try
            {
                Drain(CompressionDirective.End);
            }
            finally
            {
                context.Dispose();
                if (!leaveOpen)
                {
                    inner.Dispose();
                }
            }
        }

        base.Dispose(disposing);
    }

    /// <summary>Gives the library data and takes what it has ready.</summary>
    /// <param name="source">To compress; need not be taken whole.</param>
    /// <param name="output">Receives compressed bytes.</param>
    /// <param name="directive">What else is wanted.</param>
    private protected abstract CompressionStep Compress(
        ReadOnlySpan<byte> source, Span<byte> output, CompressionDirective directive);

    private void Drain(CompressionDirective directive)
    {
        CompressionStep step;
        do
        {
            step = Compress([], _output, directive);
            inner.Write(_output, 0, step.Produced);
        }
        while (step.HasMore);
    }

    private async ValueTask DrainAsync(CompressionDirective directive, CancellationToken cancellationToken)
    {
        CompressionStep step;
        do
        {
            step = Compress([], _output, directive);
            await inner.WriteAsync(_output.AsMemory(0, step.Produced), cancellationToken);
        }
        while (step.HasMore);
    }
}
