using Gantry.Engine.Archive;
using Gantry.Linux;

namespace Gantry.Engine.Checkpoints;

/// <summary>
/// Writes to a file and has the disk follow while there is more to come. The container is frozen until the archive is
/// synced, and a sync that finds it all still in memory takes as long as the disk takes for all of it.
/// </summary>
/// <param name="file">The file, written from its start; stays open.</param>
internal sealed class WritebackStream(Descriptor file) : ForwardWriteStream, IRewritableOutput
{
    private const long StepBytes = 8 * 1024 * 1024;

    private readonly Stream _stream = file.AsStream(FileAccess.Write, leaveOpen: true);
    private long _written;
    private long _started;

    public override async ValueTask WriteAsync(
        ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        await _stream.WriteAsync(buffer, cancellationToken);
        Advance(buffer.Length);
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        _stream.Write(buffer);
        Advance(buffer.Length);
    }

    public void Rewrite(long offset, ReadOnlySpan<byte> bytes) => file.WriteAt(bytes, offset);

    private void Advance(int count)
    {
        _written += count;
        if (_written - _started >= StepBytes)
        {
            file.StartWriteback(_started, _written - _started);
            _started = _written;
        }
    }
}
