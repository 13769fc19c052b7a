using System.Globalization;
using Gantry.Engine.Model.Containers;
using Gantry.Linux;

namespace Gantry.Engine.Checkpoints;

/// <summary>
/// The files that a container's processes have mapped for writing. A page that was written once is written on without a
/// sign until the kernel has brought it to the disk, so the times of such a file say nothing (mmap(2)). Told by number or
/// name, as /proc knows those of an overlay's files by the overlay's numbers: one too many costs a reading.
/// </summary>
internal sealed class MappedFiles
{
    // proc_pid_maps(5): address, permissions, offset, device, inode, path, which may hold blanks.
    private const int Fields = 6;

    private readonly HashSet<ulong> _inodes = [];
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);

    /// <summary>Those of a container that runs or is frozen.</summary>
    public static MappedFiles Of(Container container)
    {
        var files = new MappedFiles();
        foreach (var pid in CgroupFreezer.ForProcess(container.Status.Process!.Pid).Processes())
        {
            try
            {
                files.Add(File.ReadLines($"/proc/{pid}/maps"));
            }
            catch (IOException)
            {
                // It ended in between; what it wrote until then is on its files.
            }
        }

        return files;
    }

    /// <summary>Whether a file with this name and status may be one of them.</summary>
    public bool Includes(string name, FileStatus status) =>
        status.Kind == FileKind.Regular && (_inodes.Contains(status.Inode) || _names.Contains(name));

    /// <summary>Takes the lines of one process.</summary>
    internal void Add(IEnumerable<string> lines)
    {
        foreach (var line in lines)
        {
            var fields = line.Split(' ', Fields, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            if (fields.Length == Fields && fields[1] is [_, 'w', _, 's'] && fields[5].StartsWith('/'))
            {
                _inodes.Add(ulong.Parse(fields[4], CultureInfo.InvariantCulture));
                _names.Add(Path.GetFileName(fields[5]));
            }
        }
    }
}
