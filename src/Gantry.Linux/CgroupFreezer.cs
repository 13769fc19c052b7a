using System.Globalization;

namespace Gantry.Linux;

/// <summary>
/// Stops and continues all processes of a cgroup and of those beneath it without their noticing: version 1's freezer
/// controller or version 2's cgroup.freeze (cgroups(7)).
/// </summary>
public sealed class CgroupFreezer
{
    private const int SigKill = 9;
    private static readonly TimeSpan s_killPatience = TimeSpan.FromSeconds(10);

    private readonly bool _isV2;

    private CgroupFreezer(string path)
    {
        Path = path;
        _isV2 = File.Exists($"{path}/cgroup.freeze");
        if (!_isV2 && !File.Exists($"{path}/freezer.state"))
        {
            throw new LinuxException("open", path, Errno.ENOENT, "it is no cgroup that can be frozen");
        }
    }

    /// <summary>The cgroup's folder.</summary>
    public string Path { get; }

    /// <summary>Whether all its processes are stopped now.</summary>
    public bool IsFrozen => _isV2
        ? CgroupFile.Read($"{Path}/cgroup.events").Contains("frozen 1", StringComparison.Ordinal)
        : V1State == "FROZEN";

    private string V1State => CgroupFile.Read($"{Path}/freezer.state").Trim();

    /// <summary>The freezer of the cgroup that process <paramref name="pid"/> is in.</summary>
    /// <exception cref="LinuxException">
    /// There is no such process, or it is in the root, which cannot be frozen.
    /// </exception>
    public static CgroupFreezer ForProcess(int pid) => new(Cgroups.FreezerFolderOf(pid));

    /// <summary>The freezer of the cgroup at an absolute path of the cgroup file system.</summary>
    /// <exception cref="LinuxException">It is no cgroup that can be frozen.</exception>
    public static CgroupFreezer AtPath(string path)
    {
        DirectoryDescriptor.RequireAbsolute(path);
        return new CgroupFreezer(path.TrimEnd('/'));
    }

    /// <summary>
    /// Stops all processes and returns when they are stopped. Cancelled, or failing, it lets them run again first.
    /// </summary>
    public async Task FreezeAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        const int RoundsPerAttempt = 50;
        var pause = new GrowingPause(TimeSpan.MaxValue);
        try
        {
            Write(frozen: true);
            for (var round = 1; !IsFrozen; round++)
            {
                await pause.PauseAsync(cancellationToken);
                if (!_isV2)
                {
                    RepeatV1(thawFirst: round % RoundsPerAttempt == 0);
                }
            }
        }
        catch
        {
            Write(frozen: false);
            throw;
        }
    }

    /// <summary>Lets all processes run and returns when they do.</summary>
    /// <exception cref="LinuxException">
    /// <see cref="Errno.EBUSY"/>: a cgroup above is frozen, so they stay so.
    /// </exception>
    public async Task ThawAsync(CancellationToken cancellationToken)
    {
        Write(frozen: false);
        var pause = new GrowingPause(TimeSpan.MaxValue);
        while (IsFrozen || (!_isV2 && V1State != "THAWED"))
        {
            if (IsHeldFromAbove())
            {
                throw new LinuxException("write", Path, Errno.EBUSY, "a cgroup above it is frozen");
            }

            await pause.PauseAsync(cancellationToken);
        }
    }

    /// <summary>
    /// Ends all processes (SIGKILL), frozen ones too and without letting them run an instruction, and returns when none
    /// is left. It blocks.
    /// </summary>
    /// <exception cref="LinuxException"><see cref="Errno.ETIMEDOUT"/>: some did not end within 10 s.</exception>
    public void KillAll()
    {
        var pause = new GrowingPause(s_killPatience);
        while (Processes() is { Count: > 0 } processes)
        {
            try
            {
                KillOnce(processes);

                // Version 1 delivers the signal when the process thaws, and before it runs.
                if (!_isV2)
                {
                    Write(frozen: false);
                }
            }
            catch (LinuxException e) when (IsGone(e))
            {
                // They were the last ones, and another has removed the cgroup already.
                return;
            }

            if (!pause.TryPause())
            {
                var left = string.Join(", ", Processes());
                throw new LinuxException("kill", Path, Errno.ETIMEDOUT, $"these processes do not end: {left}");
            }
        }
    }

    /// <summary>
    /// Numbers of all processes in the cgroup and in those beneath it; one not visible here is left out.
    /// </summary>
    public IReadOnlyList<int> Processes()
    {
        var processes = new List<int>();
        Collect(Path, processes);
        return processes;
    }

    private static void Collect(string folder, List<int> processes)
    {
        try
        {
            var lines = CgroupFile.Read($"{folder}/cgroup.procs").Split('\n', StringSplitOptions.RemoveEmptyEntries);
            processes.AddRange(lines.Select(l => int.Parse(l, CultureInfo.InvariantCulture)).Where(pid => pid > 0));
            foreach (var child in Directory.GetDirectories(folder))
            {
                Collect(child, processes);
            }
        }
        catch (Exception e) when (IsGone(e))
        {
            // Removed while we looked: nothing is in it.
        }
    }

    private static bool IsGone(Exception e) =>
        e is DirectoryNotFoundException or LinuxException { Errno: Errno.ENOENT or Errno.ENODEV };

    private void KillOnce(IReadOnlyList<int> processes)
    {
        // Linux 5.14; forks cannot outrun it.
        var killFile = $"{Path}/cgroup.kill";
        if (_isV2 && File.Exists(killFile))
        {
            CgroupFile.Write(killFile, "1");
            return;
        }

        foreach (var pid in processes)
        {
            using var process = Pidfd.TryOpen(pid);
            process?.TrySignal(SigKill);
        }
    }

    /// <summary>
    /// A fork under way can leave version 1 at FREEZING for good; writing again, and now and then a short thaw, gets it
    /// over (runc, libcontainer/cgroups/fs/freezer.go, does the same).
    /// </summary>
    private void RepeatV1(bool thawFirst)
    {
        if (thawFirst)
        {
            Write(frozen: false);
        }

        Write(frozen: true);
    }

    private void Write(bool frozen)
    {
        if (_isV2)
        {
            CgroupFile.Write($"{Path}/cgroup.freeze", frozen ? "1" : "0");
        }
        else
        {
            CgroupFile.Write($"{Path}/freezer.state", frozen ? "FROZEN" : "THAWED");
        }
    }

    private bool IsHeldFromAbove()
    {
        if (!_isV2)
        {
            return CgroupFile.Read($"{Path}/freezer.parent_freezing").Trim() == "1";
        }

        for (var folder = new DirectoryInfo(Path).Parent; folder is not null; folder = folder.Parent)
        {
            var file = $"{folder.FullName}/cgroup.freeze";
            if (File.Exists(file) && CgroupFile.Read(file).Trim() == "1")
            {
                return true;
            }
        }

        return false;
    }
}
