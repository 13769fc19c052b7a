using System.Buffers;

namespace Gantry.Engine.Checkpoints;

/// <summary>Copies so much of a file and no more: a log may grow while it is read.</summary>
internal static class BoundedCopy
{
    private const int BufferBytes = 1 << 20;

    /// <summary>Copies exactly <paramref name="lengthBytes"/> bytes.</summary>
    /// <exception cref="EndOfStreamException">The source ended before.</exception>
    public static async Task CopyAsync(
        Stream source, Stream destination, long lengthBytes, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent((int)Math.Clamp(lengthBytes, 1, BufferBytes));
        try
        {
            for (var left = lengthBytes; left > 0;)
            {
                var count = await source.ReadAsync(buffer.AsMemory(0, (int)Math.Min(left, buffer.Length)), cancellationToken);
                if (count == 0)
                {
                    throw new EndOfStreamException($"The file ended {left} bytes early.");
                }

                await destination.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
                left -= count;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
