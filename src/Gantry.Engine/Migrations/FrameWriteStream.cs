using System.Security.Cryptography;
using Gantry.Engine.Archive;

namespace Gantry.Engine.Migrations;

/// <summary>Sends a data stream in frames; its end says how long it was and what its digest is.</summary>
internal sealed class FrameWriteStream(FrameChannel channel, uint number) : ForwardWriteStream
{
    private const int PayloadSize = 256 * 1024;

    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly byte[] _frame = new byte[FrameHeader.Size + PayloadSize];
    private int _filled;

    /// <summary>Bytes of the stream so far.</summary>
    public long BytesWritten { get; private set; }

    public override async ValueTask WriteAsync(
        ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (buffer.Length > 0)
        {
            var count = Math.Min(buffer.Length, PayloadSize - _filled);
            buffer[..count].CopyTo(_frame.AsMemory(FrameHeader.Size + _filled));
            _filled += count;
            buffer = buffer[count..];
            if (_filled == PayloadSize)
            {
                await SendAsync(cancellationToken);
            }
        }
    }

    public override void Write(ReadOnlySpan<byte> buffer) => WriteAsync(buffer.ToArray()).AsTask().GetAwaiter().GetResult();

    /// <summary>Sends what has been written, without waiting for a frame to be full.</summary>
    public async Task PushAsync(CancellationToken cancellationToken)
    {
        if (_filled > 0)
        {
            await SendAsync(cancellationToken);
        }
    }

    /// <summary>Sends what is left and the end of the stream.</summary>
    public async Task CompleteAsync(CancellationToken cancellationToken)
    {
        await PushAsync(cancellationToken);
        await channel.SendAsync(FrameEnd.Write(number, BytesWritten, _hash), cancellationToken);
    }

    protected override void Dispose(bool disposing)
    {
        _hash.Dispose();
        base.Dispose(disposing);
    }

    private async Task SendAsync(CancellationToken cancellationToken)
    {
        var frame = _frame.AsMemory(0, FrameHeader.Size + _filled);
        new FrameHeader(FrameType.Data, number, _filled).Write(frame.Span);
        _hash.AppendData(frame.Span[FrameHeader.Size..]);
        BytesWritten += _filled;
        _filled = 0;
        await channel.SendAsync(frame, cancellationToken);
    }
}
