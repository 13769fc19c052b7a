namespace Gantry.Linux;

/// <summary>Holes in files: finding, punching and filling them (lseek(2), fallocate(2)).</summary>
public static class SparseFile
{
    /// <summary>
    /// The parts of the first <paramref name="size"/> bytes that hold data, in order, in bytes; the rest reads as
    /// zeros. One part for the whole where the file system does not know holes. Moves the file's offset.
    /// </summary>
    public static IEnumerable<(long Offset, long Length)> DataExtents(Descriptor file, long size)
    {
        ArgumentNullException.ThrowIfNull(file);
        for (long position = 0; position < size;)
        {
            if (FindData(file, position) is not { } start || start >= size)
            {
                yield break;
            }

            var end = Math.Min(FindHole(file, start), size);
            yield return (start, end - start);
            position = end;
        }
    }

    /// <summary>Gives the space of a range of bytes back; it reads as zeros after and the length stays.</summary>
    public static void PunchHole(Descriptor file, long offset, long length) =>
        Allocate(file, LibC.FallocPunchHole | LibC.FallocKeepSize, offset, length);

    /// <summary>Reserves space on the device for a range of bytes, growing the file to hold it.</summary>
    public static void Allocate(Descriptor file, long offset, long length) => Allocate(file, 0, offset, length);

    /// <summary>Cuts the file, or grows it by a hole (ftruncate(2)).</summary>
    public static void SetLength(Descriptor file, long length)
    {
        ArgumentNullException.ThrowIfNull(file);
        int result;
        do
        {
            result = LibC.FTruncate(file, length);
        }
        while (LibC.Interrupted(result));

        if (result < 0)
        {
            throw file.Failure("ftruncate");
        }
    }

    private static long? FindData(Descriptor file, long position)
    {
        var start = LibC.LSeek(file, position, LibC.SeekData);
        if (start >= 0)
        {
            return start;
        }

        return LinuxException.LastError switch
        {
            Errno.ENXIO => null, // a hole up to the end
            Errno.EINVAL => position, // no SEEK_DATA here
            _ => throw file.Failure("lseek"),
        };
    }

    private static long FindHole(Descriptor file, long position)
    {
        var end = LibC.LSeek(file, position, LibC.SeekHole);
        // ENXIO: the file was cut meanwhile.
        return end > position ? end : long.MaxValue;
    }

    private static void Allocate(Descriptor file, int mode, long offset, long length)
    {
        ArgumentNullException.ThrowIfNull(file);
        int result;
        do
        {
            result = LibC.FAllocate(file, mode, offset, length);
        }
        while (LibC.Interrupted(result));

        if (result < 0)
        {
            throw file.Failure("fallocate");
        }
    }
}
