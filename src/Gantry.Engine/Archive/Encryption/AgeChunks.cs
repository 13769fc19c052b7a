using System.Security.Cryptography;

namespace Gantry.Engine.Archive.Encryption;

/// <summary>
/// The payload's chunks, in their order: each is sealed with its number and with whether it is the last, so that none can be
/// left out, added, moved or cut off (age's STREAM).
/// </summary>
internal sealed class AgeChunks(byte[] fileKey, ReadOnlySpan<byte> payloadNonce) : IDisposable
{
    /// <summary>Bytes of a chunk; the last one may have fewer.</summary>
    public const int PlainBytes = 64 * 1024;

    /// <summary>Bytes that sealing adds to each.</summary>
    public const int TagBytes = 16;

    /// <summary>Bytes of a sealed chunk.</summary>
    public const int SealedBytes = PlainBytes + TagBytes;

    /// <summary>Bytes of the nonce in front of the payload.</summary>
    public const int PayloadNonceBytes = 16;

    private const int LastFlag = 11;

    private readonly ChaCha20Poly1305 _cipher = new(AgeKeys.OfPayload(fileKey, payloadNonce));
    private readonly byte[] _nonce = new byte[12];

    /// <summary>Seals the next chunk.</summary>
    public void Seal(ReadOnlySpan<byte> plain, bool isLast, Span<byte> destination)
    {
        _nonce[LastFlag] = isLast ? (byte)1 : (byte)0;
        _cipher.Encrypt(_nonce, plain, destination[..plain.Length], destination.Slice(plain.Length, TagBytes));
        Advance();
    }

    /// <summary>Opens the next chunk; false: it is not what was sealed at this place, and nothing of it is known.</summary>
    public bool TryOpen(ReadOnlySpan<byte> chunk, bool isLast, Span<byte> plain)
    {
        if (chunk.Length < TagBytes)
        {
            return false;
        }

        _nonce[LastFlag] = isLast ? (byte)1 : (byte)0;
        try
        {
            _cipher.Decrypt(_nonce, chunk[..^TagBytes], chunk[^TagBytes..], plain[..(chunk.Length - TagBytes)]);
            Advance();
            return true;
        }
        catch (AuthenticationTagMismatchException)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _cipher.Dispose();

    // Eleven bytes, the first the highest: they do not come round.
    private void Advance()
    {
        for (var i = LastFlag - 1; ++_nonce[i] == 0; i--)
        {
        }
    }
}
