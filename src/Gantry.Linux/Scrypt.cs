using System.Security.Cryptography;

namespace Gantry.Linux;

/// <summary>Makes keys from passphrases, slowly and with much memory (RFC 7914), by libcrypto.</summary>
public static unsafe class Scrypt
{
    private const ulong BlockSize = 8;
    private const ulong Parallelism = 1;

    /// <summary>Makes a key with blocks of 1 KiB and no parallelism.</summary>
    /// <param name="passphrase">The passphrase.</param>
    /// <param name="salt">Makes equal passphrases into different keys.</param>
    /// <param name="logCost">The cost as a power of two: so many KiB of memory are needed.</param>
    /// <param name="key">Receives the key.</param>
    /// <exception cref="CryptographicException">There is not that much memory.</exception>
    public static void Derive(ReadOnlySpan<byte> passphrase, ReadOnlySpan<byte> salt, int logCost, Span<byte> key)
    {
        var cost = 1UL << logCost;
        var memory = (128 * BlockSize * (cost + Parallelism + 2)) + 4096;
        fixed (byte* password = passphrase)
        fixed (byte* salted = salt)
        fixed (byte* output = key)
        {
            var result = LibCrypto.Scrypt(
                password, (nuint)passphrase.Length, salted, (nuint)salt.Length, cost, BlockSize, Parallelism, memory, output, (nuint)key.Length);
            if (result != 1)
            {
                throw new CryptographicException($"libcrypto cannot make a key from a passphrase at cost 2^{logCost}.");
            }
        }
    }
}
