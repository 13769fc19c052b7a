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

    internal static ZstdContext ForCompression() => new(LibZstd.CreateCompressor(), true);

    internal static ZstdContext ForDecompression() => new(LibZstd.CreateDecompressor(), false);

    protected override bool ReleaseHandle()
    {
        _ = _compresses ? LibZstd.FreeCompressor(handle) : LibZstd.FreeDecompressor(handle);
        return true;
    }
}
