using System.Globalization;
using System.Runtime.InteropServices;

namespace Gantry.Linux;

/// <summary>What this machine and its kernel are.</summary>
public static class Machine
{
    /// <summary>The host name of this UTS namespace.</summary>
    public static string Hostname => ReadLine("/proc/sys/kernel/hostname");

    /// <summary>The kernel's release, as "uname -r" prints it.</summary>
    public static string KernelRelease { get; } = ReadLine("/proc/sys/kernel/osrelease");

    /// <summary>The leading numbers of <see cref="KernelRelease"/>, such as 6.18.</summary>
    public static Version KernelVersion { get; } = ParseVersion(KernelRelease);

    /// <summary>The processor architecture by its OCI name: "amd64", "arm64", or .NET's name in lower case.</summary>
    public static string Architecture => RuntimeInformation.OSArchitecture switch
    {
        System.Runtime.InteropServices.Architecture.X64 => "amd64",
        System.Runtime.InteropServices.Architecture.Arm64 => "arm64",
        var other => other.ToString().ToLowerInvariant(),
    };

    /// <summary>Bytes in a memory page.</summary>
    public static int PageSizeBytes => Environment.SystemPageSize;

    /// <summary>Bytes of memory the kernel has (MemTotal of /proc/meminfo).</summary>
    public static long MemoryBytes => ReadMemory("MemTotal:");

    /// <summary>Bytes of memory that programs can have before others' must be swapped (MemAvailable of /proc/meminfo).</summary>
    public static long AvailableMemoryBytes => ReadMemory("MemAvailable:");

    internal static Version ParseVersion(string release)
    {
        var numbers = release.Split('.', '-', '+');
        return new Version(
            int.Parse(numbers[0], CultureInfo.InvariantCulture),
            int.Parse(numbers[1], CultureInfo.InvariantCulture));
    }

    private static long ReadMemory(string field)
    {
        const long Kibi = 1024;
        var line = File.ReadLines("/proc/meminfo").First(l => l.StartsWith(field, StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * Kibi;
    }

    private static string ReadLine(string path) => File.ReadAllText(path).TrimEnd('\n');
}
