using Gantry.Engine.Model.Containers;
using Gantry.Linux;

namespace Gantry.Engine.Checkpoints;

/// <summary>
/// Files that processes hold under a name that is gone. CRIU gives one that has other names a new name beside the old one,
/// which a restore needs (criu/files-reg.c, "link_remap."): such a folder is not complete before the dump is.
/// </summary>
internal static class UnlinkedFiles
{
    private const string Mark = " (deleted)";

    // No files: shared memory without a name, of memfd_create(2) and of shmget(2).
    private static readonly string[] s_memory = ["/dev/zero", "/memfd:", "/SYSV"];

    /// <summary>Whether any process of a frozen container holds one.</summary>
    public static bool AreHeld(Container container) =>
        CgroupFreezer.ForProcess(container.Status.Process!.Pid).Processes().Any(pid => Paths(pid).Any(IsUnlinked));

    /// <summary>Whether a path of /proc is that of a file whose name is gone.</summary>
    internal static bool IsUnlinked(string path) =>
        path.EndsWith(Mark, StringComparison.Ordinal)
        && !s_memory.Any(beginning => path.StartsWith(beginning, StringComparison.Ordinal));

    private static IEnumerable<string> Paths(int pid)
    {
        try
        {
            return
            [
                .. Directory.EnumerateFiles($"/proc/{pid}/fd").Append($"/proc/{pid}/cwd").Append($"/proc/{pid}/exe")
                    .Select(path => new FileInfo(path).LinkTarget ?? ""),
                .. File.ReadLines($"/proc/{pid}/maps").Select(line => line[Math.Max(0, line.IndexOf('/', StringComparison.Ordinal))..]),
            ];
        }
        catch (IOException)
        {
            // It ended in between.
            return [];
        }
    }
}
