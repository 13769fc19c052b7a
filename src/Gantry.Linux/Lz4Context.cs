using System.Runtime.InteropServices;

namespace Gantry.Linux;

/// <summary>A compressor or decompressor of liblz4.</summary>
internal sealed unsafe class Lz4Context : SafeHandle
{
    private static readonly Lazy<bool> s_isAvailable = new(() => NativeLibrary.TryLoad(LibLz4.Library, out _));

    private readonly bool _compresses;

    private Lz4Context(bool compresses)
        : base(0, ownsHandle: true)
    {
        if (!s_isAvailable.Value)
        {
            throw new PlatformNotSupportedException("The library liblz4.so.1 is missing; install the package liblz4-1.");
        }

        _compresses = compresses;
        nint context = 0;
        var code = compresses
            ? LibLz4.CreateCompressor(&context, LibLz4.Version)
            : LibLz4.CreateDecompressor(&context, LibLz4.Version);
        SetHandle(context);
        if (LibLz4.ErrorOf(code) is { } error)
        {
            throw new InsufficientMemoryException($"liblz4 makes no context: {error}.");
        }
    }

    public override bool IsInvalid => handle == 0;

    /// <exception cref="PlatformNotSupportedException">liblz4 is missing.</exception>
    internal static Lz4Context ForCompression() => new(true);

    /// <exception cref="PlatformNotSupportedException">liblz4 is missing.</exception>
    internal static Lz4Context ForDecompression() => new(false);

    protected override bool ReleaseHandle()
    {
        _ = _compresses ? LibLz4.FreeCompressor(handle) : LibLz4.FreeDecompressor(handle);
        return true;
    }
}
