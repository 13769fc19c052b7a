namespace Gantry.Linux;

/// <summary>Packs and unpacks device numbers the way glibc's makedev(3) does.</summary>
public static class DeviceNumber
{
    /// <summary>One number out of major and minor.</summary>
    public static ulong Make(uint major, uint minor) =>
        ((ulong)(major & 0xfffff000) << 32) | ((ulong)(major & 0xfff) << 8)
        | ((ulong)(minor & 0xffffff00) << 12) | (minor & 0xff);

    /// <summary>The major number in <paramref name="device"/>.</summary>
    public static uint Major(ulong device) => (uint)(((device >> 32) & 0xfffff000) | ((device >> 8) & 0xfff));

    /// <summary>The minor number in <paramref name="device"/>.</summary>
    public static uint Minor(ulong device) => (uint)(((device >> 12) & 0xffffff00) | (device & 0xff));
}
