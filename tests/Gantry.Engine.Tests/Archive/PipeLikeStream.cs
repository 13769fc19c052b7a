using Gantry.Engine.Archive;

namespace Gantry.Engine.Tests.Archive;

/// <summary>Gives what it has in pieces of odd sizes, as a pipe does, and cannot seek.</summary>
internal sealed class PipeLikeStream(ReadOnlyMemory<byte> content) : ForwardReadStream
{
    private readonly Random _sizes = new(content.Length);
    private ReadOnlyMemory<byte> _rest = content;

    public override int Read(Span<byte> buffer)
    {
        var count = Math.Min(Math.Min(buffer.Length, _rest.Length), _sizes.Next(1, 9000));
        _rest.Span[..count].CopyTo(buffer);
        _rest = _rest[count..];
        return count;
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(Read(buffer.Span));
}
