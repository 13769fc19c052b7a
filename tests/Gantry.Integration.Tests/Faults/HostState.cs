using Gantry.Engine.Model;
using Gantry.Engine.Model.Containers;
using Gantry.Engine.State;
using Gantry.Integration.Tests.Hosts;
using Gantry.Linux;

namespace Gantry.Integration.Tests.Faults;

/// <summary>Everything of a host that an interrupted command could have left wrong.</summary>
internal static class HostState
{
    /// <summary>
    /// Fails unless the host is as if the command had either not begun or come to its end. Processes get a few seconds:
    /// conmon's exit command may be at work still.
    /// </summary>
    public static async Task RequireSoundAsync(TestHost host, string after)
    {
        IReadOnlyList<string> complaints = [];
        for (var i = 0; i < 100; i++)
        {
            complaints = [.. Complaints(host)];
            if (complaints.Count == 0)
            {
                return;
            }

            await Task.Delay(50);
        }

        Assert.Fail($"After {after}:\n{string.Join('\n', complaints)}");
    }

    /// <summary>The rows of the journal.</summary>
    public static IReadOnlyList<string> Journal(TestHost host)
    {
        using var database = StateDatabase.Open(host.Layout.Database);
        return database.Query(
            """
            SELECT o.name, s.step, s.failure FROM operations o LEFT JOIN undo_steps s ON s.operation = o.id
            ORDER BY o.id, s.sequence
            """,
            row => $"operation {row.GetString(0)}: {(row.IsDBNull(1) ? "" : row.GetString(1))} "
                + (row.IsDBNull(2) ? "" : row.GetString(2)));
    }

    private static IEnumerable<string> Complaints(TestHost host)
    {
        var containers = host.Engine.ListContainers();
        var running = containers.Where(c => c.Status.State == ContainerState.Running).ToArray();
        return
        [
            .. Journal(host),
            .. containers.Where(c => c.Status.State == ContainerState.Paused).Select(c => $"{c.Name} is frozen"),
            .. Files(host, containers),
            .. Mounted(host, running),
            .. Leased(host, running),
            .. ProcessesOf(host, running),
        ];
    }

    private static IEnumerable<string> Files(TestHost host, IReadOnlyList<Container> containers)
    {
        var ids = containers.Select(c => c.Id.ToString()).ToHashSet();
        var volumes = host.Engine.ListVolumes().Select(v => v.Name).ToHashSet();
        return
        [
            .. Directory.EnumerateFileSystemEntries(host.Folder, "*.partial").Select(p => "unfinished " + p),
            .. containers.SelectMany(c => Names(host.Layout.Bundle(c.Id))
                .Where(n => n.EndsWith(".partial", StringComparison.Ordinal) || n.StartsWith(".criu", StringComparison.Ordinal))
                .Select(n => "unfinished " + n)),
            .. Names(host.Layout.MemoryCheckpoints).Where(n => !ids.Contains(n)).Select(n => "checkpoint in memory " + n),
            .. containers.SelectMany(c => Names(host.Layout.MemoryCheckpoint(c.Id)))
                .Where(n => n.EndsWith(".partial", StringComparison.Ordinal)).Select(n => "unfinished in memory " + n),
            .. Names(host.Layout.Temporary).Select(n => "temporary " + n),
            .. Names(host.Layout.Containers).Where(n => !ids.Contains(n)).Select(n => "container folder " + n),
            .. Names(Path.Join(host.Layout.RunRoot, "containers")).Where(n => !ids.Contains(n)).Select(n => "run folder " + n),
            .. Names(host.Layout.Volumes).Where(n => !volumes.Contains(n)).Select(n => "volume folder " + n),
            .. volumes.Where(v => !Directory.Exists(host.Layout.VolumeData(v))).Select(v => "no folder for volume " + v),
        ];
    }

    private static string[] Names(string folder) =>
        Directory.Exists(folder)
            ? [.. Directory.EnumerateFileSystemEntries(folder).Select(p => Path.GetFileName(p))]
            : [];

    private static IEnumerable<string> Mounted(TestHost host, IReadOnlyList<Container> running)
    {
        var expected = running.Select(c => host.Layout.Merged(c.Id))
            .Concat(running.Where(HasOwnShm).Select(c => host.Layout.Shm(c.Id)))
            .Concat(running.Where(IsOnNetworks).Select(c => host.Layout.NetworkNamespace(c.Id)))
            .ToHashSet();
        var mounted = Gantry.Linux.Mounts.List(host.Folder).Select(m => m.MountPoint)
            .Where(m => m != host.Layout.Root).ToArray();
        return
        [
            .. mounted.Where(m => !expected.Contains(m)).Select(m => "mount " + m),
            .. mounted.GroupBy(m => m).Where(g => g.Count() > 1).Select(g => "mounted twice: " + g.Key),
            .. expected.Except(mounted).Select(m => "not mounted: " + m),
        ];
    }

    /// <summary>Addresses belong to containers that run.</summary>
    private static IEnumerable<string> Leased(TestHost host, IReadOnlyList<Container> running)
    {
        using var database = StateDatabase.Open(host.Layout.Database);
        var holders = database.Query("SELECT container_id FROM joined_networks", row => row.GetString(0));
        var entitled = running.Where(IsOnNetworks).Select(c => c.Id.ToString()).ToHashSet();
        return
        [
            .. holders.Where(id => !entitled.Contains(id)).Select(id => "address of " + id),
            .. entitled.Where(id => !holders.Contains(id)).Select(id => "no address for " + id),
        ];
    }

    private static bool HasOwnShm(Container container) =>
        !container.Spec.Namespaces.Ipc.StartsWith("container:", StringComparison.Ordinal);

    private static bool IsOnNetworks(Container container) => container.Spec.Network.Mode == "bridge";

    private static IEnumerable<string> ProcessesOf(TestHost host, Container[] running)
    {
        var ids = ProcessTable.Ids();
        var inside = ids.Where(p => Text(p, "cgroup").Contains(host.Layout.CgroupParent + "/", StringComparison.Ordinal))
            .GroupBy(p => running.FirstOrDefault(c => Text(p, "cgroup").Contains(c.Id.ToString(), StringComparison.Ordinal))?.Id)
            .ToArray();
        var monitors = ids.Where(p => Text(p, "comm") == "conmon\n" && IsOf(host, p)).ToArray();
        return
        [
            .. inside.Where(g => g.Key is null).SelectMany(g => g).Select(p => $"process {Describe(p)} of no running container"),
            .. running.Where(c => inside.All(g => g.Key != c.Id)).Select(c => $"{c.Name} has no processes"),
            .. running.Where(c => monitors.Count(m => Text(m, "cmdline").Contains(c.Id.ToString(), StringComparison.Ordinal)) != 1)
                .Select(c => $"{c.Name} has not one conmon"),
            .. monitors.Length > running.Length ? [$"{monitors.Length} conmons for {running.Length} containers"] : Array.Empty<string>(),
            .. ids.Where(p => p != Environment.ProcessId && !monitors.Contains(p) && IsOf(host, p)).Select(p => $"process {Describe(p)}"),
        ];
    }

    /// <summary>It names this host's folder on its command line, or is a CRIU that works in it.</summary>
    private static bool IsOf(TestHost host, int pid) =>
        Text(pid, "cmdline").Contains(host.Folder, StringComparison.Ordinal)
        || (Text(pid, "comm") == "criu\n" && WorkingDirectory(pid).StartsWith(host.Folder, StringComparison.Ordinal));

    private static string Describe(int pid) => $"{pid} ({Text(pid, "cmdline").Replace('\0', ' ')}, {Text(pid, "comm").Trim()})";

    private static string WorkingDirectory(int pid)
    {
        try
        {
            return new FileInfo($"/proc/{pid}/cwd").LinkTarget ?? "";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    private static string Text(int pid, string file)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/{file}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
