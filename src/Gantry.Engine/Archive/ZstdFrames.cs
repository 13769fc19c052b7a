using System.Buffers.Binary;
using Gantry.Engine.Model.Checkpoints;

namespace Gantry.Engine.Archive;

/// <summary>
/// Compresses into zstd frames, with gaps between them that are filled when it is known with what. Readers see one stream:
/// a gap is a frame that is skipped until it is filled (RFC 8878, 3.1.2), and one frame more after that.
/// </summary>
/// <param name="output">Takes the frames.</param>
/// <param name="destination">Where they end up.</param>
/// <param name="compression">How frames are compressed.</param>
internal sealed class ZstdFrames(ArchiveOutput output, IRewritableOutput destination, ArchiveCompression compression)
    : ForwardWriteStream
{
    private const uint SkippedFrame = 0x184D2A50;
    private const int SkippedHeaderLength = 8;

    private Stream? _frame;

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        buffer.IsEmpty ? ValueTask.CompletedTask : Frame().WriteAsync(buffer, cancellationToken);

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (!buffer.IsEmpty)
        {
            Frame().Write(buffer);
        }
    }

    /// <summary>Ends the frame and leaves a gap.</summary>
    /// <param name="length">Its length in bytes.</param>
    /// <param name="cancellationToken">Stops the writing.</param>
    /// <returns>Where the gap is.</returns>
    public async Task<long> LeaveGapAsync(int length, CancellationToken cancellationToken)
    {
        await EndFrameAsync();
        await output.HandOnAsync(cancellationToken);
        var offset = output.BytesWritten;
        await output.WriteAsync(Skipped(length), cancellationToken);
        return offset;
    }

    /// <summary>Ends the frame and fills a gap with a frame of <paramref name="content"/>, which must fit.</summary>
    public async Task FillGapAsync(
        long offset, int length, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        await EndFrameAsync();
        await output.HandOnAsync(cancellationToken);
        using var filling = new MemoryStream();
        await using (var frame = ArchiveStreams.Compress(filling, ArchiveCompression.Zstd))
        {
            await frame.WriteAsync(content, cancellationToken);
        }

        filling.Write(Skipped(length - (int)filling.Length));
        destination.Rewrite(offset, filling.GetBuffer().AsSpan(0, length));
    }

    public override async ValueTask DisposeAsync()
    {
        await EndFrameAsync();
        await base.DisposeAsync();
    }

    private static byte[] Skipped(int length)
    {
        var frame = new byte[length];
        BinaryPrimitives.WriteUInt32LittleEndian(frame, SkippedFrame);
        BinaryPrimitives.WriteUInt32LittleEndian(frame.AsSpan(4), (uint)(length - SkippedHeaderLength));
        return frame;
    }

    private Stream Frame() => _frame ??= ArchiveStreams.Compress(output, compression);

    private async ValueTask EndFrameAsync()
    {
        if (_frame is { } frame)
        {
            _frame = null;
            await frame.DisposeAsync();
        }
    }
}
