namespace Gantry.Engine.Archive;

/// <summary>
/// Reads a stream forward through one buffer, which large reads pass by. 64 KiB: what a pipe holds, and still outside
/// the large object heap.
/// </summary>
internal sealed class TarSource(Stream stream)
{
    private const int BufferSize = 64 * 1024;

    private readonly byte[] _buffer = new byte[BufferSize];
    private int _start;
    private int _end;

    /// <summary>Bytes consumed so far.</summary>
    public long Position { get; private set; }

    /// <summary>What <see cref="EnsureAsync"/> has made available.</summary>
    public ReadOnlySpan<byte> Available => _buffer.AsSpan(_start, _end - _start);

    /// <summary>
    /// Buffers at least <paramref name="count"/> bytes (at most one buffer); fewer are available only at the end.
    /// </summary>
    /// <returns>Bytes available, up to <paramref name="count"/>.</returns>
    public async ValueTask<int> EnsureAsync(int count, CancellationToken cancellationToken)
    {
        if (_end - _start < count && _start + count > BufferSize)
        {
            Available.CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }

        while (_end - _start < count)
        {
            var read = await stream.ReadAsync(_buffer.AsMemory(_end), cancellationToken);
            if (read == 0)
            {
                break;
            }

            _end += read;
        }

        return Math.Min(count, _end - _start);
    }

    /// <summary>Consumes bytes that are available.</summary>
    public void Advance(int count)
    {
        _start += count;
        Position += count;
        if (_start == _end)
        {
            (_start, _end) = (0, 0);
        }
    }

    /// <summary>Reads some bytes; 0 only at the end.</summary>
    public ValueTask<int> ReadAsync(Memory<byte> destination, CancellationToken cancellationToken) =>
        _start < _end
            ? ValueTask.FromResult(TakeBuffered(destination.Span))
            : ReadThroughAsync(destination, cancellationToken);

    /// <summary>Reads some bytes; 0 only at the end.</summary>
    public int Read(Span<byte> destination)
    {
        if (_start == _end && destination.Length < BufferSize)
        {
            _end = stream.Read(_buffer);
        }

        if (_start < _end)
        {
            return TakeBuffered(destination);
        }

        var read = destination.Length < BufferSize ? 0 : stream.Read(destination);
        Position += read;
        return read;
    }

    /// <summary>Passes over <paramref name="count"/> bytes; false when the stream ends before.</summary>
    public async ValueTask<bool> SkipAsync(long count, CancellationToken cancellationToken)
    {
        var buffered = (int)Math.Min(count, _end - _start);
        Advance(buffered);
        var rest = count - buffered;
        if (rest < BufferSize)
        {
            var there = await EnsureAsync((int)rest, cancellationToken);
            Advance(there);
            return there == rest;
        }

        Position += rest;
        return await stream.SkipAsync(rest, cancellationToken);
    }

    private async ValueTask<int> ReadThroughAsync(Memory<byte> destination, CancellationToken cancellationToken)
    {
        if (destination.Length >= BufferSize)
        {
            var read = await stream.ReadAsync(destination, cancellationToken);
            Position += read;
            return read;
        }

        _end = await stream.ReadAsync(_buffer, cancellationToken);
        return TakeBuffered(destination.Span);
    }

    private int TakeBuffered(Span<byte> destination)
    {
        var count = Math.Min(destination.Length, _end - _start);
        _buffer.AsSpan(_start, count).CopyTo(destination);
        Advance(count);
        return count;
    }
}
