using System.Security.Cryptography;
using Gantry.Engine.Archive;
using Gantry.Engine.Model;

namespace Gantry.Engine.Storage.Images;

/// <summary>Reads another stream, which stays open, and hashes what passes.</summary>
/// <param name="source">What is read.</param>
/// <param name="onRead">Told after each read how many bytes have passed. Null: nobody.</param>
internal sealed class HashingStream(Stream source, Action<long>? onRead = null) : ForwardReadStream
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private long _bytesRead;

    /// <summary>The digest of what passed so far.</summary>
    public Digest CurrentDigest() => Digest.FromHash(_hash.GetCurrentHash());

    /// <summary>Reads the source to its end, so that the digest is that of all of it.</summary>
    public Task DrainAsync(CancellationToken cancellationToken) => CopyToAsync(Null, cancellationToken);

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer) => Pass(buffer[..source.Read(buffer)]);

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var count = await source.ReadAsync(buffer, cancellationToken);
        return Pass(buffer.Span[..count]);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _hash.Dispose();
        }

        base.Dispose(disposing);
    }

    private int Pass(ReadOnlySpan<byte> bytes)
    {
        _hash.AppendData(bytes);
        _bytesRead += bytes.Length;
        onRead?.Invoke(_bytesRead);
        return bytes.Length;
    }
}
