using System.Globalization;
using System.Security.Cryptography;
using Gantry.Linux;

namespace Gantry.Engine.Archive.Encryption;

/// <summary>A passphrase, which both encrypts and opens.</summary>
/// <param name="passphrase">It, without a line end.</param>
/// <param name="logCost">The cost of making a key from it when encrypting, as a power of two.</param>
internal sealed class Passphrase(byte[] passphrase, int logCost = Passphrase.UsualLogCost) : IAgeRecipient, IAgeIdentity
{
    /// <summary>The type of its stanza, which must be the only one of a file.</summary>
    public const string StanzaType = "scrypt";

    /// <summary>The cost that age takes: 256 MiB of memory, about a second.</summary>
    public const int UsualLogCost = 18;

    /// <summary>The highest cost that is accepted: 1 GiB of memory.</summary>
    public const int MostLogCost = 20;

    private const int SaltBytes = 16;
    private const int KeyBytes = 32;

    /// <inheritdoc/>
    public AgeStanza Wrap(ReadOnlySpan<byte> fileKey)
    {
        var salt = RandomNumberGenerator.GetBytes(SaltBytes);
        return new AgeStanza(
            StanzaType,
            [AgeText.Encode(salt), logCost.ToString(CultureInfo.InvariantCulture)],
            AgeKeys.Wrap(WrapKey(salt, logCost), fileKey));
    }

    /// <inheritdoc/>
    public byte[]? Unwrap(AgeStanza stanza)
    {
        if (stanza.Type != StanzaType)
        {
            return null;
        }

        if (stanza.Arguments is not [var salted, [>= '1' and <= '9', ..] cost]
            || AgeText.Decode(salted) is not { Length: SaltBytes } salt
            || !int.TryParse(cost, NumberStyles.None, CultureInfo.InvariantCulture, out var asked))
        {
            throw new InvalidDataException("its header holds a malformed scrypt stanza");
        }

        return asked <= MostLogCost
            ? AgeKeys.Unwrap(WrapKey(salt, asked), stanza.Body)
            : throw new InvalidDataException(
                $"its passphrase costs 2^{asked} KiB of memory to try; at most 2^{MostLogCost} are accepted");
    }

    private byte[] WrapKey(byte[] salt, int cost)
    {
        var key = new byte[KeyBytes];
        Scrypt.Derive(passphrase, [.. "age-encryption.org/v1/scrypt"u8, .. salt], cost, key);
        return key;
    }
}
