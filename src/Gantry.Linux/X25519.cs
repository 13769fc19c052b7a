using System.Security.Cryptography;

namespace Gantry.Linux;

/// <summary>Agreement on a secret over Curve25519 (RFC 7748), by libcrypto.</summary>
public static unsafe class X25519
{
    /// <summary>Bytes of a key, private, public or agreed on.</summary>
    public const int KeyBytes = 32;

    /// <summary>The public key of a private one.</summary>
    public static byte[] PublicKeyOf(ReadOnlySpan<byte> privateKey)
    {
        using var key = Private(privateKey);
        var output = new byte[KeyBytes];
        nuint length = KeyBytes;
        fixed (byte* destination = output)
        {
            Require(LibCrypto.GetPublicKey(key, destination, &length));
        }

        return output;
    }

    /// <summary>The secret that the owners of both keys can find. False: the other key is one of the few for which all find the same.</summary>
    public static bool TryAgree(ReadOnlySpan<byte> privateKey, ReadOnlySpan<byte> publicKey, Span<byte> secret)
    {
        using var own = Private(privateKey);
        using var other = Public(publicKey);
        var context = LibCrypto.NewContext(own, 0);
        try
        {
            Require(LibCrypto.BeginDerive(context));
            Require(LibCrypto.SetPeer(context, other));
            nuint length = KeyBytes;
            fixed (byte* destination = secret[..KeyBytes])
            {
                return LibCrypto.Derive(context, destination, &length) == 1;
            }
        }
        finally
        {
            LibCrypto.FreeContext(context);
        }
    }

    private static CryptoKey Private(ReadOnlySpan<byte> bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(bytes.Length, KeyBytes);
        fixed (byte* key = bytes)
        {
            return LibCrypto.NewPrivateKey(LibCrypto.X25519, 0, key, KeyBytes);
        }
    }

    private static CryptoKey Public(ReadOnlySpan<byte> bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(bytes.Length, KeyBytes);
        fixed (byte* key = bytes)
        {
            return LibCrypto.NewPublicKey(LibCrypto.X25519, 0, key, KeyBytes);
        }
    }

    private static void Require(int result)
    {
        if (result != 1)
        {
            throw new CryptographicException("libcrypto cannot work with an X25519 key.");
        }
    }
}
