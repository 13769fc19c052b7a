namespace Gantry.Engine.Archive;

/// <summary>Hands everything to a stream that outlives it.</summary>
internal sealed class LeaveOpenStream(Stream inner) : ForwardWriteStream
{
    public override void Write(ReadOnlySpan<byte> buffer) => inner.Write(buffer);

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        inner.WriteAsync(buffer, cancellationToken);

    public override void Flush() => inner.Flush();

    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);
}
