using System.Diagnostics;
using Gantry.Engine.Archive;

namespace Gantry.Engine.Migrations;

/// <summary>Passes on what is written no faster than at a rate, in the mean. The other stream stays open.</summary>
/// <param name="inner">Takes it.</param>
/// <param name="bytesPerSecond">The rate. Null: as fast as it goes.</param>
internal sealed class PacedStream(Stream inner, long? bytesPerSecond) : ForwardWriteStream
{
    private readonly long _started = Stopwatch.GetTimestamp();
    private long _written;

    /// <summary>How long it held back in all.</summary>
    public TimeSpan Waited { get; private set; }

    public override async ValueTask WriteAsync(
        ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        await inner.WriteAsync(buffer, cancellationToken);
        _written += buffer.Length;
        if (bytesPerSecond is { } rate
            && TimeSpan.FromSeconds((double)_written / rate) - Stopwatch.GetElapsedTime(_started) is var ahead
            && ahead > TimeSpan.Zero)
        {
            Waited += ahead;
            await Task.Delay(ahead, cancellationToken);
        }
    }

    public override void Write(ReadOnlySpan<byte> buffer) => WriteAsync(buffer.ToArray()).AsTask().GetAwaiter().GetResult();
}
