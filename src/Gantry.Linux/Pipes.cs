namespace Gantry.Linux;

/// <summary>Pipes between processes (pipe2(2)).</summary>
public static class Pipes
{
    /// <summary>Whether a pipe may be made to hold so much (fcntl(2), F_SETPIPE_SZ; pipe(7), pipe-max-size).</summary>
    public static bool CanHold(int bytes)
    {
        var (read, write) = Create();
        using (read)
        using (write)
        {
            return LibC.FCntl(read, LibC.FSetPipeSize, bytes) >= 0;
        }
    }

    /// <summary>A pipe, both ends closed on exec and blocking. The caller disposes both.</summary>
    public static unsafe (Descriptor Read, Descriptor Write) Create()
    {
        var ends = stackalloc int[2];
        return LibC.Pipe2(ends, LibC.OCloExec) == 0
            ? (new Descriptor(ends[0]), new Descriptor(ends[1]))
            : throw LinuxException.FromLastError("pipe2", "");
    }
}
