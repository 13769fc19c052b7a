using Gantry.Linux;

namespace Gantry.Engine.Archive.Encryption;

/// <summary>A private key, <c>AGE-SECRET-KEY-1…</c>.</summary>
internal sealed class X25519Identity(byte[] privateKey) : IAgeIdentity
{
    private const string Prefix = "age-secret-key-";

    private readonly byte[] _publicKey = X25519.PublicKeyOf(privateKey);

    /// <summary>Reads a key; null: it is none.</summary>
    public static X25519Identity? Parse(string text) =>
        Bech32.Decode(Prefix, text) is { Length: X25519.KeyBytes } key ? new X25519Identity(key) : null;

    /// <inheritdoc/>
    public byte[]? Unwrap(AgeStanza stanza)
    {
        if (stanza.Type != X25519Recipient.StanzaType)
        {
            return null;
        }

        if (stanza.Arguments is not [var text] || AgeText.Decode(text) is not { Length: X25519.KeyBytes } share)
        {
            throw new InvalidDataException("its header holds a malformed X25519 stanza");
        }

        Span<byte> secret = stackalloc byte[X25519.KeyBytes];
        return X25519.TryAgree(privateKey, share, secret)
            ? AgeKeys.Unwrap(X25519Recipient.WrapKey(secret, share, _publicKey), stanza.Body)
            : throw new InvalidDataException("its header holds an X25519 share that hides nothing");
    }
}
