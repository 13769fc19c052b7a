using System.Globalization;
using Gantry.Engine.Model.Containers;
using Gantry.Linux;

namespace Gantry.Engine.Migrations;

/// <summary>Some of what a container has in memory, to try compressors on.</summary>
internal static class MemorySample
{
    private const int ChunkBytes = 64 * 1024;
    private const int MaximumChunks = 48;

    /// <summary>
    /// Chunks from all over the memory that its largest process has written, at most 3 MiB, without those that are all zero.
    /// Empty: there are none, or the process has ended.
    /// </summary>
    public static byte[] Take(Container container)
    {
        if (container.Status.Process is not { } process)
        {
            return [];
        }

        try
        {
            var largest = CgroupFreezer.ForProcess(process.Pid).Processes().MaxBy(ProcessTable.ResidentBytes);
            return Read(largest);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static byte[] Read(int pid)
    {
        var starts = Areas(pid).SelectMany(Chunks).ToArray();
        using var memory = new FileStream($"/proc/{pid}/mem", FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
        using var sample = new MemoryStream();
        var buffer = new byte[ChunkBytes];
        var step = Math.Max(1, starts.Length / MaximumChunks);
        for (var i = 0; i < starts.Length && sample.Length < MaximumChunks * ChunkBytes; i += step)
        {
            var count = RandomAccess.Read(memory.SafeFileHandle, buffer.AsSpan(0, starts[i].Length), starts[i].Start);
            if (buffer.AsSpan(0, count).ContainsAnyExcept((byte)0))
            {
                sample.Write(buffer, 0, count);
            }
        }

        return sample.ToArray();
    }

    // proc_pid_maps(5): "START-END rw-p …", hexadecimal. What is shared may be a device, which reading may disturb.
    private static IEnumerable<(long Start, long End)> Areas(int pid) =>
        from line in File.ReadLines($"/proc/{pid}/maps")
        let words = line.Split(' ', 3)
        where words[1] == "rw-p"
        let ends = words[0].Split('-')
        select (Address(ends[0]), Address(ends[1]));

    private static IEnumerable<(long Start, int Length)> Chunks((long Start, long End) area)
    {
        for (var start = area.Start; start < area.End; start += ChunkBytes)
        {
            yield return (start, (int)Math.Min(ChunkBytes, area.End - start));
        }
    }

    private static long Address(string text) => long.Parse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}
