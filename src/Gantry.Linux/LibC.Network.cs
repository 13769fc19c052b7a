using System.Runtime.InteropServices;

namespace Gantry.Linux;

/// <summary>Network namespaces and links: unshare(2), setns(2), ioctl(2) as in netdevice(7).</summary>
internal static unsafe partial class LibC
{
    internal const int AfInet = 2;
    internal const int AfNetlink = 16;
    internal const int SockDatagram = 2;
    internal const int SockRaw = 3;
    internal const int CloneNewNet = 0x40000000;
    internal const ulong MsBind = 0x1000;

    // linux/sockios.h
    internal const nuint SiocGetInterfaceName = 0x8910;
    internal const nuint SiocGetInterfaceFlags = 0x8913;
    internal const nuint SiocSetInterfaceFlags = 0x8914;
    internal const nuint SiocEthtool = 0x8946;

    // linux/if.h
    internal const int InterfaceNameLength = 16;
    internal const int InterfaceRequestLength = 40;
    internal const short InterfaceUp = 0x1;

    /// <summary>unshare(2).</summary>
    [LibraryImport(Library, EntryPoint = "unshare", SetLastError = true)]
    internal static partial int Unshare(int flags);

    /// <summary>setns(2).</summary>
    [LibraryImport(Library, EntryPoint = "setns", SetLastError = true)]
    internal static partial int SetNs(SafeHandle ns, int type);

    /// <summary>ioctl(2) with a struct ifreq of <see cref="InterfaceRequestLength"/> bytes.</summary>
    [LibraryImport(Library, EntryPoint = "ioctl", SetLastError = true)]
    internal static partial int InterfaceControl(SafeHandle socket, nuint request, byte* interfaceRequest);
}
