using System.Security.Cryptography;
using Gantry.Engine.Archive;
using Gantry.Engine.Model;

namespace Gantry.Engine.Checkpoints;

/// <summary>A file that is read once more, and must be the same: its end comes only if it was.</summary>
/// <param name="file">It, at its start; closed with this.</param>
/// <param name="name">Its name in messages.</param>
/// <param name="digest">SHA-256 of what was read before.</param>
internal sealed class SameAgainStream(Stream file, string name, byte[] digest) : ForwardReadStream
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private bool _hasEnded;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var count = _hasEnded ? 0 : await file.ReadAsync(buffer, cancellationToken);
        Take(buffer.Span, count);
        return count;
    }

    public override int Read(Span<byte> buffer)
    {
        var count = _hasEnded ? 0 : file.Read(buffer);
        Take(buffer, count);
        return count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _hash.Dispose();
            file.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Take(ReadOnlySpan<byte> buffer, int count)
    {
        _hash.AppendData(buffer[..count]);
        if (count > 0 || buffer.IsEmpty || _hasEnded)
        {
            return;
        }

        if (!_hash.GetHashAndReset().AsSpan().SequenceEqual(digest))
        {
            throw new GantryException(ErrorCode.Invalid, $"Cannot use {name}: it was changed after its signature had been checked.");
        }

        _hasEnded = true;
    }
}
