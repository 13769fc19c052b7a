using System.Runtime.InteropServices;

namespace Gantry.Linux;

/// <summary>A key that libcrypto holds (EVP_PKEY).</summary>
internal sealed class CryptoKey : SafeHandle
{
    /// <summary>Filled by the runtime.</summary>
    public CryptoKey()
        : base(0, ownsHandle: true)
    {
    }

    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        LibCrypto.FreeKey(handle);
        return true;
    }
}
