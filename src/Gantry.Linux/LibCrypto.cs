using System.Runtime.InteropServices;

namespace Gantry.Linux;

/// <summary>
/// What .NET does not hand on of OpenSSL's libcrypto (EVP_PKEY-X25519(7), EVP_PBE_scrypt(3)), which it uses itself. Results of
/// 1 are success.
/// </summary>
internal static unsafe partial class LibCrypto
{
    internal const string Library = "libcrypto.so.3";

    /// <summary>NID_X25519 (openssl/obj_mac.h).</summary>
    internal const int X25519 = 1034;

    /// <summary>EVP_PKEY_new_raw_private_key.</summary>
    [LibraryImport(Library, EntryPoint = "EVP_PKEY_new_raw_private_key")]
    internal static partial CryptoKey NewPrivateKey(int type, nint engine, byte* key, nuint length);

    /// <summary>EVP_PKEY_new_raw_public_key.</summary>
    [LibraryImport(Library, EntryPoint = "EVP_PKEY_new_raw_public_key")]
    internal static partial CryptoKey NewPublicKey(int type, nint engine, byte* key, nuint length);

    /// <summary>EVP_PKEY_get_raw_public_key.</summary>
    [LibraryImport(Library, EntryPoint = "EVP_PKEY_get_raw_public_key")]
    internal static partial int GetPublicKey(CryptoKey key, byte* output, nuint* length);

    /// <summary>EVP_PKEY_free.</summary>
    [LibraryImport(Library, EntryPoint = "EVP_PKEY_free")]
    internal static partial void FreeKey(nint key);

    /// <summary>EVP_PKEY_CTX_new.</summary>
    [LibraryImport(Library, EntryPoint = "EVP_PKEY_CTX_new")]
    internal static partial nint NewContext(CryptoKey key, nint engine);

    /// <summary>EVP_PKEY_CTX_free.</summary>
    [LibraryImport(Library, EntryPoint = "EVP_PKEY_CTX_free")]
    internal static partial void FreeContext(nint context);

    /// <summary>EVP_PKEY_derive_init.</summary>
    [LibraryImport(Library, EntryPoint = "EVP_PKEY_derive_init")]
    internal static partial int BeginDerive(nint context);

    /// <summary>EVP_PKEY_derive_set_peer.</summary>
    [LibraryImport(Library, EntryPoint = "EVP_PKEY_derive_set_peer")]
    internal static partial int SetPeer(nint context, CryptoKey peer);

    /// <summary>EVP_PKEY_derive.</summary>
    [LibraryImport(Library, EntryPoint = "EVP_PKEY_derive")]
    internal static partial int Derive(nint context, byte* output, nuint* length);

    /// <summary>EVP_PBE_scrypt.</summary>
    [LibraryImport(Library, EntryPoint = "EVP_PBE_scrypt")]
    internal static partial int Scrypt(
        byte* password, nuint passwordLength, byte* salt, nuint saltLength, ulong n, ulong r, ulong p, ulong mostMemory, byte* key, nuint keyLength);
}
