using System.Runtime.InteropServices;

namespace Gantry.Linux;

/// <summary>The machine's zstd library (RFC 8878), which the two stream classes use.</summary>
public static class Zstd
{
    private static readonly Lazy<bool> s_isAvailable = new(() => NativeLibrary.TryLoad(LibZstd.Library, out _));

    /// <summary>Whether libzstd.so.1 can be loaded. Without it the streams' constructors throw.</summary>
    public static bool IsAvailable => s_isAvailable.Value;

    /// <summary>The library's version; null without it.</summary>
    public static Version? Version
    {
        get
        {
            if (!IsAvailable)
            {
                return null;
            }

            // zstd.h: major * 10000 + minor * 100 + release.
            var number = (int)LibZstd.VersionNumber();
            return new Version(number / 10000, number / 100 % 100, number % 100);
        }
    }

    internal static void RequireAvailable()
    {
        if (!IsAvailable)
        {
            throw new PlatformNotSupportedException(
                "The library libzstd.so.1 is missing; install the package libzstd1.");
        }
    }
}
