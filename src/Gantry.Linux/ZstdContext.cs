using System.Runtime.InteropServices;

namespace Gantry.Linux;

/// <summary>A compressor or decompressor of libzstd.</summary>
internal sealed class ZstdContext : SafeHandle
{
    private readonly bool _compresses;

    private ZstdContext(nint context, bool compresses)
        : base(0, ownsHandle: true)
    {
        _compresses = compresses;
        SetHandle(context);
        if (IsInvalid)
        {
            throw new InsufficientMemoryException("libzstd has no memory for a new context.");
        }
    }

    public override bool IsInvalid => handle == 0;

    /// <exception cref="PlatformNotSupportedException">libzstd is missing.</exception>
    internal static ZstdContext ForCompression()
    {
        Zstd.RequireAvailable();
        return new(LibZstd.CreateCompressor(), true);
    }

    /// <exception cref="PlatformNotSupportedException">libzstd is missing.</exception>
    internal static ZstdContext ForDecompression()
    {
        Zstd.RequireAvailable();
        return new(LibZstd.CreateDecompressor(), false);
    }

    protected override bool ReleaseHandle()
    {
        _ = _compresses ? LibZstd.FreeCompressor(handle) : LibZstd.FreeDecompressor(handle);
        return true;
    }
}
