namespace Gantry.Engine.Archive;

/// <summary>Passing over parts of streams.</summary>
internal static class StreamSkipping
{
    private const int BufferSize = 64 * 1024;

    /// <summary>Passes over <paramref name="count"/> bytes, without reading them where the stream can do so.</summary>
    /// <returns>Whether all of them were there.</returns>
    public static ValueTask<bool> SkipAsync(this Stream stream, long count, CancellationToken cancellationToken) => stream switch
    {
        ForwardReadStream forward => forward.SkipAsync(count, cancellationToken),
        { CanSeek: true } => ValueTask.FromResult(Seek(stream, count)),
        _ => ReadOverAsync(stream, count, cancellationToken),
    };

    /// <summary>Reads <paramref name="count"/> bytes and forgets them.</summary>
    /// <returns>Whether all of them were there.</returns>
    public static async ValueTask<bool> ReadOverAsync(Stream stream, long count, CancellationToken cancellationToken)
    {
        var buffer = new byte[Math.Min(count, BufferSize)];
        while (count > 0)
        {
            var read = await stream.ReadAsync(buffer.AsMemory(0, (int)Math.Min(count, buffer.Length)), cancellationToken);
            if (read == 0)
            {
                return false;
            }

            count -= read;
        }

        return true;
    }

    private static bool Seek(Stream stream, long count)
    {
        var there = Math.Clamp(stream.Length - stream.Position, 0, count);
        stream.Seek(there, SeekOrigin.Current);
        return there == count;
    }
}
