using System.Security.Cryptography;
using System.Text;

namespace Gantry.Engine.Archive.Encryption;

/// <summary>The keys that age makes from others, all with HKDF (RFC 5869) over SHA-256.</summary>
internal static class AgeKeys
{
    /// <summary>Bytes of the key of a file, from which its others are made.</summary>
    public const int FileKeyBytes = 16;

    private const int KeyBytes = 32;
    private const int TagBytes = 16;

    /// <summary>The key that proves the header.</summary>
    public static byte[] OfHeader(ReadOnlySpan<byte> fileKey) => Derive(fileKey, [], "header");

    /// <summary>The key of the payload.</summary>
    public static byte[] OfPayload(ReadOnlySpan<byte> fileKey, ReadOnlySpan<byte> nonce) => Derive(fileKey, nonce, "payload");

    /// <summary>Makes a key.</summary>
    public static byte[] Derive(ReadOnlySpan<byte> secret, ReadOnlySpan<byte> salt, string purpose)
    {
        var key = new byte[KeyBytes];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, key, salt, Encoding.ASCII.GetBytes(purpose));
        return key;
    }

    /// <summary>Wraps the key of a file with a key that is used for nothing else.</summary>
    public static byte[] Wrap(ReadOnlySpan<byte> key, ReadOnlySpan<byte> fileKey)
    {
        using var cipher = new ChaCha20Poly1305(key);
        var body = new byte[FileKeyBytes + TagBytes];
        cipher.Encrypt(stackalloc byte[12], fileKey, body.AsSpan(0, FileKeyBytes), body.AsSpan(FileKeyBytes));
        return body;
    }

    /// <summary>Unwraps it; null: it was wrapped for another.</summary>
    /// <exception cref="InvalidDataException">It has another length, which could tell more than one file of it.</exception>
    public static byte[]? Unwrap(ReadOnlySpan<byte> key, ReadOnlySpan<byte> body)
    {
        if (body.Length != FileKeyBytes + TagBytes)
        {
            throw new InvalidDataException($"its header holds a wrapped key of {body.Length} bytes");
        }

        using var cipher = new ChaCha20Poly1305(key);
        var fileKey = new byte[FileKeyBytes];
        try
        {
            cipher.Decrypt(stackalloc byte[12], body[..FileKeyBytes], body[FileKeyBytes..], fileKey);
            return fileKey;
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }
}
