using System.Threading.Channels;
using Gantry.Engine.Model;

namespace Gantry.Engine.Migrations;

/// <summary>Frames over a pair of pipes. Any number of senders take turns; there is one receiver at a time.</summary>
/// <param name="input">From the other end.</param>
/// <param name="output">To the other end.</param>
/// <param name="explainEnd">Says why the other end does not take what is sent. Null: as the system says it.</param>
internal sealed class FrameChannel(Stream input, Stream output, Func<Task<string>>? explainEnd = null)
{
    private readonly byte[] _header = new byte[FrameHeader.Size];

    // Full while somebody sends.
    private readonly Channel<bool> _turn = Channel.CreateBounded<bool>(1);

    /// <summary>Sends one frame whole.</summary>
    /// <param name="frame">Header and payload.</param>
    /// <param name="cancellationToken">A frame that was begun ends the connection when it is cancelled.</param>
    /// <exception cref="IOException">The other end is gone.</exception>
    public async Task SendAsync(ReadOnlyMemory<byte> frame, CancellationToken cancellationToken)
    {
        await _turn.Writer.WriteAsync(true, cancellationToken);
        try
        {
            await output.WriteAsync(frame, cancellationToken);
            await output.FlushAsync(cancellationToken);
        }
        catch (IOException e) when (explainEnd is not null)
        {
            throw new IOException(await explainEnd(), e);
        }
        finally
        {
            _turn.Reader.TryRead(out _);
        }
    }

    /// <summary>The next frame's header; null at the end of the connection. Its payload must be read next.</summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.Invalid"/>: no frame.</exception>
    public async Task<FrameHeader?> ReceiveAsync(CancellationToken cancellationToken)
    {
        var count = await input.ReadAtLeastAsync(_header, _header.Length, throwOnEndOfStream: false, cancellationToken);
        return count == _header.Length ? FrameHeader.Read(_header) : null;
    }

    /// <summary>Reads as much of a payload as the buffer takes.</summary>
    /// <exception cref="EndOfStreamException">The connection ended within a frame.</exception>
    public async ValueTask ReceivePayloadAsync(Memory<byte> buffer, CancellationToken cancellationToken) =>
        await input.ReadExactlyAsync(buffer, cancellationToken);
}
