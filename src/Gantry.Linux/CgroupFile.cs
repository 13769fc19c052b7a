namespace Gantry.Linux;

/// <summary>Reads and writes one file of a cgroup; each write is one command to the kernel.</summary>
internal static class CgroupFile
{
    internal static string Read(string path)
    {
        using var file = Open(path, LibC.ORdOnly);
        using var content = new MemoryStream();
        var buffer = new byte[4096];
        while (file.Read(buffer) is > 0 and var count)
        {
            content.Write(buffer, 0, count);
        }

        return LinuxPath.FromBytes(content.GetBuffer().AsSpan(0, (int)content.Length));
    }

    internal static void Write(string path, string command)
    {
        using var file = Open(path, LibC.OWrOnly);
        file.Write(LinuxPath.ToBytes(command));
    }

    private static Descriptor Open(string path, int flags)
    {
        var number = LibC.Open(path, flags | LibC.OCloExec, 0);
        return number >= 0 ? new Descriptor(number) : throw LinuxException.FromLastError("open", path);
    }
}
