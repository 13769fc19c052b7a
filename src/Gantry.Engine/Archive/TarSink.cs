namespace Gantry.Engine.Archive;

/// <summary>
/// Writes a stream through one buffer, which large writes pass by. 64 KiB: what a pipe holds, and still outside the
/// large object heap.
/// </summary>
internal sealed class TarSink(Stream stream)
{
    private const int BufferSize = 64 * 1024;

    private readonly byte[] _buffer = new byte[BufferSize];
    private int _length;

    /// <summary>Bytes taken so far.</summary>
    public long Position { get; private set; }

    public ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        Position += bytes.Length;
        return TryBuffer(bytes.Span) ? ValueTask.CompletedTask : WriteThroughAsync(bytes, cancellationToken);
    }

    public void Write(ReadOnlySpan<byte> bytes)
    {
        Position += bytes.Length;
        if (TryBuffer(bytes))
        {
            return;
        }

        stream.Write(_buffer, 0, _length);
        _length = 0;
        if (!TryBuffer(bytes))
        {
            stream.Write(bytes);
        }
    }

    /// <summary>Hands on what is buffered.</summary>
    public async ValueTask HandOnAsync(CancellationToken cancellationToken)
    {
        await stream.WriteAsync(_buffer.AsMemory(0, _length), cancellationToken);
        _length = 0;
    }

    /// <summary>Hands on what is buffered and flushes the stream.</summary>
    public async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        await HandOnAsync(cancellationToken);
        await stream.FlushAsync(cancellationToken);
    }

    private async ValueTask WriteThroughAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        if (_length > 0)
        {
            await stream.WriteAsync(_buffer.AsMemory(0, _length), cancellationToken);
            _length = 0;
        }

        if (!TryBuffer(bytes.Span))
        {
            await stream.WriteAsync(bytes, cancellationToken);
        }
    }

    private bool TryBuffer(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length >= BufferSize - _length)
        {
            return false;
        }

        bytes.CopyTo(_buffer.AsSpan(_length));
        _length += bytes.Length;
        return true;
    }
}
