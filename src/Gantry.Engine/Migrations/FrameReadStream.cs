using System.Security.Cryptography;
using Gantry.Engine.Archive;
using Gantry.Engine.Model;

namespace Gantry.Engine.Migrations;

/// <summary>A data stream that comes in frames. Its end is not reached unless length and digest are right.</summary>
internal sealed class FrameReadStream(FrameChannel channel, uint number) : ForwardReadStream
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private int _left;
    private bool _ended;

    /// <summary>Bytes of the stream so far.</summary>
    public long BytesRead { get; private set; }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (_left == 0 && !_ended)
        {
            await NextAsync(cancellationToken);
        }

        if (_ended || buffer.Length == 0)
        {
            return 0;
        }

        var count = Math.Min(_left, buffer.Length);
        await channel.ReceivePayloadAsync(buffer[..count], cancellationToken);
        _hash.AppendData(buffer.Span[..count]);
        BytesRead += count;
        _left -= count;
        return count;
    }

    public override int Read(Span<byte> buffer)
    {
        var bytes = new byte[buffer.Length];
        var count = ReadAsync(bytes).AsTask().GetAwaiter().GetResult();
        bytes.AsSpan(0, count).CopyTo(buffer);
        return count;
    }

    protected override void Dispose(bool disposing)
    {
        _hash.Dispose();
        base.Dispose(disposing);
    }

    private async Task NextAsync(CancellationToken cancellationToken)
    {
        var header = await channel.ReceiveAsync(cancellationToken)
            ?? throw new EndOfStreamException("the connection ended in the midst of the data");
        if (header.Stream != number || header.Type == FrameType.Message)
        {
            throw new GantryException(ErrorCode.Invalid, "The other end of the migration gave up in the midst of the data.");
        }

        if (header.Type == FrameType.Data)
        {
            _left = header.Length;
        }
        else
        {
            await EndAsync(header, cancellationToken);
        }
    }

    private async Task EndAsync(FrameHeader header, CancellationToken cancellationToken)
    {
        var end = new byte[header.Length];
        await channel.ReceivePayloadAsync(end, cancellationToken);
        _ended = true;
        FrameEnd.Require(end, BytesRead, _hash);
    }
}
