using System.Security.Cryptography;
using Gantry.Linux;

namespace Gantry.Engine.Archive.Encryption;

/// <summary>A recipient with a public key, <c>age1…</c>.</summary>
internal sealed class X25519Recipient(byte[] publicKey) : IAgeRecipient
{
    /// <summary>The type of its stanzas.</summary>
    public const string StanzaType = "X25519";

    private const string Prefix = "age";

    /// <summary>Reads a key; null: it is none.</summary>
    public static X25519Recipient? Parse(string text) =>
        Bech32.Decode(Prefix, text) is { Length: X25519.KeyBytes } key ? new X25519Recipient(key) : null;

    /// <summary>What wraps the key of a file, when both sides have found their secret.</summary>
    public static byte[] WrapKey(ReadOnlySpan<byte> secret, ReadOnlySpan<byte> share, ReadOnlySpan<byte> publicKey) =>
        AgeKeys.Derive(secret, [.. share, .. publicKey], "age-encryption.org/v1/X25519");

    /// <inheritdoc/>
    public AgeStanza Wrap(ReadOnlySpan<byte> fileKey)
    {
        var ephemeral = RandomNumberGenerator.GetBytes(X25519.KeyBytes);
        var share = X25519.PublicKeyOf(ephemeral);
        Span<byte> secret = stackalloc byte[X25519.KeyBytes];
        return X25519.TryAgree(ephemeral, publicKey, secret)
            ? new AgeStanza(StanzaType, [AgeText.Encode(share)], AgeKeys.Wrap(WrapKey(secret, share, publicKey), fileKey))
            : throw new InvalidDataException($"{this} is a key that hides nothing");
    }

    /// <inheritdoc/>
    public override string ToString() => Bech32.Encode(Prefix, publicKey);
}
