using Gantry.Engine.Model;

namespace Gantry.Engine.Archive.Encryption;

/// <summary>Opens an encrypted archive. Nothing is handed on before its tag was right, nor an end that is not the end.</summary>
/// <param name="source">The encrypted archive from its start; closed with this.</param>
/// <param name="name">Its name in messages.</param>
/// <param name="identities">Secrets, of which one must fit.</param>
internal sealed class AgeDecryptStream(Stream source, string name, IReadOnlyList<IAgeIdentity> identities) : ForwardReadStream
{
    private const int ChunksPerStretch = 8;

    // One byte more than whole chunks: whether it is there tells whether the last of them is the last of all.
    private readonly byte[] _sealed = new byte[(ChunksPerStretch * AgeChunks.SealedBytes) + 1];
    private readonly byte[] _plain = new byte[ChunksPerStretch * AgeChunks.PlainBytes];
    private AgeChunks? _chunks;
    private Stream? _payload;
    private ReadOnlyMemory<byte> _ready;
    private int _carried;
    private bool _isFirst = true;
    private bool _hasEnded;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.IsEmpty)
        {
            return 0;
        }

        try
        {
            if (_payload is null)
            {
                await BeginAsync(cancellationToken);
            }

            if (_ready.IsEmpty && !_hasEnded)
            {
                await OpenStretchAsync(cancellationToken);
            }
        }
        catch (InvalidDataException e)
        {
            throw new GantryException(ErrorCode.Invalid, $"Cannot decrypt checkpoint archive \"{name}\": {e.Message}.", e);
        }

        var count = Math.Min(buffer.Length, _ready.Length);
        _ready[..count].CopyTo(buffer);
        _ready = _ready[count..];
        return count;
    }

    public override int Read(Span<byte> buffer)
    {
        var bytes = new byte[buffer.Length];
        var count = ReadAsync(bytes).AsTask().GetAwaiter().GetResult();
        bytes.AsSpan(0, count).CopyTo(buffer);
        return count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _chunks?.Dispose();
            source.Dispose();
        }

        base.Dispose(disposing);
    }

    private async Task BeginAsync(CancellationToken cancellationToken)
    {
        var (header, rest) = await AgeHeader.ReadAsync(source, cancellationToken);
        var payload = new PrefixedStream(rest, source);
        var fileKey = Unwrap(header);
        if (!header.IsProvenBy(fileKey))
        {
            throw new InvalidDataException("its header was altered");
        }

        var nonce = new byte[AgeChunks.PayloadNonceBytes];
        if (await payload.ReadAtLeastAsync(nonce, nonce.Length, throwOnEndOfStream: false, cancellationToken) < nonce.Length)
        {
            throw new InvalidDataException("it was cut short");
        }

        _chunks = new AgeChunks(fileKey, nonce);
        _payload = payload;
    }

    private byte[] Unwrap(AgeHeader header)
    {
        var hasPassphrase = header.Stanzas.Any(stanza => stanza.Type == Passphrase.StanzaType);
        if (hasPassphrase && header.Stanzas.Count > 1)
        {
            throw new InvalidDataException("its header has a passphrase and other recipients, which is not allowed");
        }

        return header.Stanzas.SelectMany(_ => identities, (stanza, identity) => identity.Unwrap(stanza)).FirstOrDefault(key => key is not null)
            ?? throw new InvalidDataException((hasPassphrase, identities.Any(identity => identity is Passphrase)) switch
            {
                (true, true) => "the passphrase is wrong",
                (true, false) => "it is encrypted with a passphrase, not for an identity; give --passphrase-file",
                (false, true) => "it is encrypted for recipients, not with a passphrase; give --identity",
                (false, false) => "it is encrypted for none of the identities given",
            });
    }

    private async Task OpenStretchAsync(CancellationToken cancellationToken)
    {
        var wanted = _sealed.Length - _carried;
        var count = _carried
            + await _payload!.ReadAtLeastAsync(_sealed.AsMemory(_carried), wanted, throwOnEndOfStream: false, cancellationToken);
        var isEnd = count < _sealed.Length;
        _ready = _plain.AsMemory(0, Open(_sealed.AsSpan(0, isEnd ? count : count - 1), isEnd));
        _hasEnded = isEnd;
        _carried = 1;
        _sealed[0] = _sealed[^1];
    }

    private int Open(ReadOnlySpan<byte> bytes, bool isEnd)
    {
        var length = 0;
        do
        {
            var chunk = bytes[..Math.Min(AgeChunks.SealedBytes, bytes.Length)];
            bytes = bytes[chunk.Length..];
            var isEmpty = chunk.Length == AgeChunks.TagBytes && !(_isFirst && bytes.IsEmpty);
            if (isEmpty || !_chunks!.TryOpen(chunk, isEnd && bytes.IsEmpty, _plain.AsSpan(length)))
            {
                throw new InvalidDataException("it was altered, damaged or cut short");
            }

            _isFirst = false;
            length += chunk.Length - AgeChunks.TagBytes;
        }
        while (!bytes.IsEmpty);

        return length;
    }
}
