using System.Security.Cryptography;

namespace Gantry.Engine.Archive.Encryption;

/// <summary>Encrypts what is written, beside whoever makes it: while one stretch is filled the one before is sealed and written.</summary>
internal sealed class AgeEncryptStream : ArchiveLayer
{
    private const int ChunksPerStretch = 8;

    private readonly Stream _destination;
    private readonly byte[] _fileKey = RandomNumberGenerator.GetBytes(AgeKeys.FileKeyBytes);
    private readonly AgeChunks _chunks;
    private readonly byte[] _sealed = new byte[ChunksPerStretch * AgeChunks.SealedBytes];
    private readonly CancellationTokenSource _stop = new();
    private byte[] _filling = new byte[ChunksPerStretch * AgeChunks.PlainBytes];
    private byte[] _resting = new byte[ChunksPerStretch * AgeChunks.PlainBytes];
    private int _filled;
    private Task _sealing;

    /// <summary>Begins; the destination stays open and need not seek.</summary>
    /// <param name="destination">Takes the encrypted bytes.</param>
    /// <param name="recipients">Who can open it: a passphrase alone, or any number of keys.</param>
    public AgeEncryptStream(Stream destination, IReadOnlyList<IAgeRecipient> recipients)
    {
        _destination = destination;
        var header = AgeHeader.Write(recipients.Select(recipient => recipient.Wrap(_fileKey)), _fileKey);
        var nonce = RandomNumberGenerator.GetBytes(AgeChunks.PayloadNonceBytes);
        _chunks = new AgeChunks(_fileKey, nonce);
        _sealing = WriteOutAsync((byte[])[.. header, .. nonce]);
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (!buffer.IsEmpty)
        {
            if (_filled == _filling.Length)
            {
                await SealAsync(isLast: false, cancellationToken);
            }

            var count = Math.Min(buffer.Length, _filling.Length - _filled);
            buffer[..count].CopyTo(_filling.AsMemory(_filled));
            _filled += count;
            buffer = buffer[count..];
        }
    }

    public override void Write(ReadOnlySpan<byte> buffer) => WriteAsync(buffer.ToArray()).AsTask().GetAwaiter().GetResult();

    public override async Task CompleteAsync(CancellationToken cancellationToken)
    {
        await SealAsync(isLast: true, cancellationToken);
        await _sealing.WaitAsync(cancellationToken);
        await _destination.FlushAsync(cancellationToken);
    }

    public override async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _sealing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        CryptographicOperations.ZeroMemory(_fileKey);
        _chunks.Dispose();
        _stop.Dispose();
        await base.DisposeAsync();
    }

    private async Task SealAsync(bool isLast, CancellationToken cancellationToken)
    {
        await _sealing.WaitAsync(cancellationToken);
        (_filling, _resting) = (_resting, _filling);
        var count = _filled;
        _filled = 0;
        _sealing = Task.Run(() => WriteOutAsync(Seal(_resting.AsSpan(0, count), isLast)), CancellationToken.None);
    }

    private ReadOnlyMemory<byte> Seal(ReadOnlySpan<byte> plain, bool isLast)
    {
        var length = 0;
        do
        {
            var chunk = plain[..Math.Min(AgeChunks.PlainBytes, plain.Length)];
            plain = plain[chunk.Length..];
            _chunks.Seal(chunk, isLast && plain.IsEmpty, _sealed.AsSpan(length));
            length += chunk.Length + AgeChunks.TagBytes;
        }
        while (!plain.IsEmpty);

        return _sealed.AsMemory(0, length);
    }

    private async Task WriteOutAsync(ReadOnlyMemory<byte> bytes) => await _destination.WriteAsync(bytes, _stop.Token);
}
