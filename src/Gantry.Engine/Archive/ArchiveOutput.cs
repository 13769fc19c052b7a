namespace Gantry.Engine.Archive;

/// <summary>
/// The last step before an archive's destination: gathers what compressors hand out in small pieces, counts it, and
/// after <see cref="Abandon"/> drops it, so that disposing a compressor does not write to a destination that failed.
/// </summary>
internal sealed class ArchiveOutput(Stream destination) : ForwardWriteStream
{
    private const int BufferSize = 256 * 1024;

    private readonly byte[] _buffer = GC.AllocateUninitializedArray<byte>(BufferSize);
    private int _length;
    private bool _isAbandoned;

    /// <summary>Bytes handed to the destination.</summary>
    public long BytesWritten { get; private set; }

    public void Abandon()
    {
        _isAbandoned = true;
        _length = 0;
    }

    public override async ValueTask WriteAsync(
        ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (TryBuffer(buffer.Span))
        {
            return;
        }

        await HandOnAsync(cancellationToken);
        if (!TryBuffer(buffer.Span))
        {
            await destination.WriteAsync(buffer, cancellationToken);
            BytesWritten += buffer.Length;
        }
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (TryBuffer(buffer))
        {
            return;
        }

        destination.Write(_buffer, 0, _length);
        BytesWritten += _length;
        _length = 0;
        if (!TryBuffer(buffer))
        {
            destination.Write(buffer);
            BytesWritten += buffer.Length;
        }
    }

    /// <summary>Hands everything gathered to the destination and flushes it.</summary>
    public async ValueTask CompleteAsync(CancellationToken cancellationToken)
    {
        await HandOnAsync(cancellationToken);
        await destination.FlushAsync(cancellationToken);
    }

    /// <summary>Hands everything gathered to the destination.</summary>
    public async ValueTask HandOnAsync(CancellationToken cancellationToken)
    {
        await destination.WriteAsync(_buffer.AsMemory(0, _length), cancellationToken);
        BytesWritten += _length;
        _length = 0;
    }

    private bool TryBuffer(ReadOnlySpan<byte> bytes)
    {
        if (_isAbandoned)
        {
            return true;
        }

        if (bytes.Length >= BufferSize - _length)
        {
            return false;
        }

        bytes.CopyTo(_buffer.AsSpan(_length));
        _length += bytes.Length;
        return true;
    }
}
