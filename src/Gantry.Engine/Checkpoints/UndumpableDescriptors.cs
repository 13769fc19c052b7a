using System.Globalization;
using Gantry.Engine.Model.Containers;
using Gantry.Linux;

namespace Gantry.Engine.Checkpoints;

/// <summary>
/// Open descriptors of a container's processes that CRIU cannot dump, found in /proc before anything is frozen (proc(5);
/// what CRIU can dump: criu/files.c, dump_one_file).
/// </summary>
internal static class UndumpableDescriptors
{
    private static readonly (string Beginning, string Name, string Remedy)[] s_kinds =
    [
        ("anon_inode:[io_uring]", "an io_uring", "run the program without it; most have a switch, such as UV_USE_IO_URING=0"),
        ("/secretmem", "memory of memfd_secret", "run the program without it"),
        ("anon_inode:[userfaultfd]", "a userfaultfd", "end what handles page faults in user space"),
        ("anon_inode:[perf_event]", "a performance counter", "stop measuring"),
        ("anon_inode:bpf", "a BPF object", "unload it"),
        ("anon_inode:kvm", "a virtual machine", "end it"),
    ];

    // criu/files.c, dump_chrdev; criu/tun.c; criu/tty.c.
    private static readonly HashSet<string> s_devices = new(StringComparer.Ordinal)
    {
        "/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom", "/dev/tty", "/dev/ptmx", "/dev/console",
        "/dev/net/tun", "/dev/fuse",
    };

    /// <summary>One sentence a descriptor, with what to do about it.</summary>
    public static IReadOnlyList<string> Find(Container container) =>
    [
        .. CgroupFreezer.ForProcess(container.Status.Process!.Pid).Processes().SelectMany(pid =>
            from descriptor in Descriptors(pid)
            let complaint = Complain(descriptor.Target)
            where complaint is not null
            select $"process {pid} ({NameOf(pid)}) has {complaint.Value.Name} as descriptor {descriptor.Number}, which CRIU "
                + $"cannot dump: {complaint.Value.Remedy}"),
    ];

    /// <summary>What is wrong with what a descriptor leads to; null when CRIU takes it.</summary>
    internal static (string Name, string Remedy)? Complain(string target)
    {
        foreach (var (beginning, name, remedy) in s_kinds)
        {
            if (target.StartsWith(beginning, StringComparison.Ordinal))
            {
                return (name, remedy);
            }
        }

        return target.StartsWith("/dev/", StringComparison.Ordinal)
            && !s_devices.Contains(target)
            && !target.StartsWith("/dev/pts/", StringComparison.Ordinal)
            && !target.StartsWith("/dev/shm/", StringComparison.Ordinal)
            && !target.StartsWith("/dev/mqueue/", StringComparison.Ordinal)
            && !target.StartsWith("/dev/hugepages/", StringComparison.Ordinal)
                ? ($"the device {target}", "close it")
                : null;
    }

    private static IEnumerable<(int Number, string Target)> Descriptors(int pid)
    {
        try
        {
            return
            [
                .. Directory.EnumerateFiles($"/proc/{pid}/fd").Select(path => (
                    int.Parse(Path.GetFileName(path), CultureInfo.InvariantCulture),
                    new FileInfo(path).LinkTarget ?? "")),
            ];
        }
        catch (IOException)
        {
            // It ended in between.
            return [];
        }
    }

    private static string NameOf(int pid)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/comm").TrimEnd();
        }
        catch (IOException)
        {
            return "ended";
        }
    }
}
