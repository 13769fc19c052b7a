using System.Security.Cryptography;

namespace Gantry.Engine.Migrations;

/// <summary>A data stream that comes in between all other frames, and is handed on as it comes.</summary>
/// <param name="number">Its number.</param>
/// <param name="takeAsync">Takes what came. The next frame waits for it.</param>
/// <param name="endAsync">Called when the stream has ended, and was what had been sent.</param>
internal sealed class DivertedStream(uint number, Func<ReadOnlyMemory<byte>, Task> takeAsync, Func<Task> endAsync)
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private long _length;

    /// <summary>Whether a frame is of it.</summary>
    public bool Has(FrameHeader header) => header.Stream == number && header.Type != FrameType.Message;

    /// <summary>Takes one of its frames.</summary>
    public async Task TakeAsync(FrameHeader header, ReadOnlyMemory<byte> payload)
    {
        if (header.Type == FrameType.End)
        {
            FrameEnd.Require(payload.Span, _length, _hash);
            await endAsync();
            return;
        }

        _hash.AppendData(payload.Span);
        _length += payload.Length;
        await takeAsync(payload);
    }
}
