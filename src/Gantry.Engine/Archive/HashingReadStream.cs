using System.Security.Cryptography;

namespace Gantry.Engine.Archive;

/// <summary>One entry's content, hashed as it is read.</summary>
internal sealed class HashingReadStream(Stream content, IncrementalHash hash) : ForwardReadStream
{
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var count = await content.ReadAsync(buffer, cancellationToken);
        hash.AppendData(buffer.Span[..count]);
        return count;
    }

    public override int Read(Span<byte> buffer)
    {
        var count = content.Read(buffer);
        hash.AppendData(buffer[..count]);
        return count;
    }
}
