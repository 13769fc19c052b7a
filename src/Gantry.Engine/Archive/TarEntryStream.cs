namespace Gantry.Engine.Archive;

/// <summary>
/// Takes the content of the entry that a <see cref="TarWriter"/> stands at; one object for all entries.
/// </summary>
internal sealed class TarEntryStream(TarSink sink) : ForwardWriteStream
{
    private static readonly byte[] s_zeros = new byte[TarFormat.BlockSize];
    private string _name = "";
    private long _length;
    private long _remaining;

    /// <summary>Begins the content of another entry.</summary>
    public void Begin(string name, long length)
    {
        (_name, _length, _remaining) = (name, length, length);
    }

    /// <summary>Begins content whose length shows when it has ended.</summary>
    public void BeginUnmeasured(string name) => Begin(name, long.MaxValue);

    /// <summary>Ends content begun without a length, and fills its last block.</summary>
    /// <returns>Its length.</returns>
    public async ValueTask<long> EndUnmeasuredAsync(CancellationToken cancellationToken)
    {
        var length = _length - _remaining;
        _remaining = 0;
        await sink.WriteAsync(s_zeros.AsMemory(0, TarFormat.Padding(length)), cancellationToken);
        return length;
    }

    /// <summary>Throws while content is missing.</summary>
    public void RequireComplete()
    {
        if (_remaining > 0)
        {
            throw new InvalidOperationException($"\"{_name}\" lacks {_remaining} of its {_length} bytes.");
        }
    }

    public override async ValueTask WriteAsync(
        ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.IsEmpty)
        {
            return;
        }

        RequireRoom(buffer.Length);
        await sink.WriteAsync(buffer, cancellationToken);
        _remaining -= buffer.Length;
        if (_remaining == 0)
        {
            await sink.WriteAsync(s_zeros.AsMemory(0, TarFormat.Padding(_length)), cancellationToken);
        }
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (buffer.IsEmpty)
        {
            return;
        }

        RequireRoom(buffer.Length);
        sink.Write(buffer);
        _remaining -= buffer.Length;
        if (_remaining == 0)
        {
            sink.Write(s_zeros.AsSpan(0, TarFormat.Padding(_length)));
        }
    }

    private void RequireRoom(int count)
    {
        if (count > _remaining)
        {
            throw new InvalidOperationException(
                $"\"{_name}\" gets more than the {_length} bytes it was announced with.");
        }
    }
}
