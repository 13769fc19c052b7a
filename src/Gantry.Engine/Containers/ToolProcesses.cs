using Gantry.Engine.Model;
using Gantry.Engine.Tools;
using Gantry.Linux;

namespace Gantry.Engine.Containers;

/// <summary>
/// The programs at work on a container, whoever started them. A gantry that is killed takes neither the runtime nor
/// CRIU nor conmon with it: what they do to the container must have come to its end before anything is undone.
/// </summary>
internal sealed class ToolProcesses(ContainerContext context, ContainerCgroup cgroup)
{
    private const int SigKill = 9;
    private const string RestoreVerb = "restore";
    private const string CreateVerb = "create";
    private const string CriuName = "criu";
    private const string CriuTitle = "criu: ";
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan s_firstGlance = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_longestGlance = TimeSpan.FromSeconds(8);
    private static readonly string[] s_verbs = [CreateVerb, "start", "checkpoint", RestoreVerb];
    private readonly HostLayout _layout = context.Layout;

    /// <summary>
    /// Waits until nothing creates, starts, dumps or restores the container any more. Costs one look through /proc when
    /// nothing does.
    /// </summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.ToolFailed"/>: one did not end within two minutes.</exception>
    public async Task WaitForEndAsync(ContainerId id, CancellationToken cancellationToken)
    {
        var begun = context.Time.GetTimestamp();
        while (FindAtWork(id) is { } pid)
        {
            EndHopelessLaunch(id);

            // One that still waits for its client waits for a gantry that was killed.
            PageServer.TryConnect(pid)?.Dispose();
            if (context.Time.GetElapsedTime(begun) > s_patience)
            {
                throw new GantryException(
                    ErrorCode.ToolFailed,
                    $"Process {pid}, which a command that was killed had started, has been at work on container {id} for "
                    + $"{s_patience.TotalMinutes:0} minutes. Wait for it or end it: kill {pid}");
            }

            await Task.Delay(s_pause, context.Time, cancellationToken);
        }
    }

    /// <summary>
    /// Waits for what conmon was told to create or restore; should the runtime or CRIU be killed meanwhile, what it left
    /// is ended, so that conmon answers.
    /// </summary>
    public async Task<T> WatchLaunchAsync<T>(ContainerId id, Task<T> launch)
    {
        // Late, since a launch takes a tenth of a second, and ever less often: where hundreds are launched at once, looking
        // through their processes would be most of the work.
        for (var glance = s_firstGlance;
            await Task.WhenAny(launch, Task.Delay(glance, context.Time)) != launch;
            glance = glance * 2 < s_longestGlance ? glance * 2 : s_longestGlance)
        {
            EndHopelessLaunch(id);
        }

        return await launch;
    }

    /// <summary>
    /// Kills what still creates, starts, dumps or restores the container, and returns when it is gone. Nothing is lost
    /// with it: what they made is removed next.
    /// </summary>
    public async Task KillAsync(ContainerId id, CancellationToken cancellationToken)
    {
        // A restore that is held cannot end otherwise: CRIU is frozen with what it restores.
        if (context.Containers.Find(id) is { } container)
        {
            cgroup.KillAll(container);
        }

        while (FindAtWork(id) is { } pid)
        {
            using var process = Pidfd.TryOpen(pid);
            if (process is not null && FindAtWork(id) == pid)
            {
                process.TrySignal(SigKill);
                await process.WaitForExitAsync(cancellationToken);
            }
        }
    }

    /// <summary>Process ids of the conmons that keep, or are about to make, this container.</summary>
    public IReadOnlyList<int> Monitors(ContainerId id) =>
        [.. ProcessTable.Ids().Where(pid => IsMonitorOf(Arguments(pid), id))];

    /// <summary>
    /// Ends a creation or restore that cannot come to its end: its CRIU was killed, whose children keep the socket open
    /// on which the runtime waits; or its runtime was, and what it made keeps the pipe open on which conmon waits. All of
    /// that is in the container's cgroup, while CRIU restores CRIU too (runc, libcontainer/container_linux.go,
    /// criuApplyCgroups).
    /// </summary>
    private void EndHopelessLaunch(ContainerId id)
    {
        var processes = ProcessTable.Ids();
        var runtimes = processes.Where(pid => IsLaunchingRuntimeOf(Arguments(pid), id)).ToHashSet();
        var isHopeless = runtimes.Count == 0
            ? processes.Any(pid => IsRestoringCriu(pid, id) || HasLostRuntime(pid, id))
            : processes.Any(pid => IsKilledCriuOf(pid, runtimes));
        if (isHopeless && context.Containers.Find(id) is { } container)
        {
            cgroup.KillAll(container);
        }
    }

    /// <summary>
    /// Whether a conmon is left with what a runtime made, without the runtime. On a busy machine it may not have started one
    /// yet, or the runtime may have come while the others were looked at: its children tell, looked at now.
    /// </summary>
    private bool HasLostRuntime(int pid, ContainerId id)
    {
        if (!IsBeginning(pid, Arguments(pid), id))
        {
            return false;
        }

        var children = ProcessTable.Descendants(pid).Where(IsAlive).Select(Arguments).ToList();
        return children.Count > 0 && !children.Any(child => IsStarting(child) || IsRuntimeOf(child, id) || IsMonitorOf(child, id));
    }

    // conmon may have a dead CRIU among its children, which has no arguments either.
    private static bool IsAlive(int pid) => ProcessTable.StartTime(pid) is { } start && ProcessTable.IsAlive(pid, start);

    // Between fork and exec it looks like its parent, within exec like nothing.
    private static bool IsStarting(string[] arguments) => arguments.All(string.IsNullOrEmpty);

    private bool IsLaunchingRuntimeOf(string[] arguments, ContainerId id) =>
        IsRuntimeOf(arguments, id) && (arguments.Contains(RestoreVerb) || arguments.Contains(CreateVerb));

    private static bool IsKilledCriuOf(int pid, HashSet<int> runtimes) =>
        ProcessTable.Parent(pid) is { } parent
        && runtimes.Contains(parent)
        && ProcessTable.TerminatingSignal(pid) is not null
        && NameOf(pid) == CriuName;

    private bool IsRestoringCriu(int pid, ContainerId id)
    {
        var arguments = Arguments(pid);
        return IsCriuOf(pid, arguments, id) && arguments[0].Contains(RestoreVerb, StringComparison.Ordinal);
    }

    private int? FindAtWork(ContainerId id)
    {
        foreach (var pid in ProcessTable.Ids())
        {
            var arguments = Arguments(pid);
            if (IsRuntimeOf(arguments, id)
                || IsNetavarkOf(arguments, id)
                || IsCriuOf(pid, arguments, id)
                || IsBeginning(pid, arguments, id))
            {
                return pid;
            }
        }

        return null;
    }

    private bool IsMonitorOf(string[] arguments, ContainerId id)
    {
        var flag = Array.IndexOf(arguments, "--conmon-pidfile");
        return flag > 0 && flag + 1 < arguments.Length && arguments[flag + 1] == MonitorPidFile(id);
    }

    // The runtime notes the number of the container's first process last. When it fails instead, conmon runs its exit
    // command, which waits for the lock that is held here.
    private bool IsBeginning(int pid, string[] arguments, ContainerId id) =>
        IsMonitorOf(arguments, id)
        && !File.Exists(Path.Join(_layout.Run(id), "pidfile"))
        && !ProcessTable.Descendants(pid).Any(child => IsExitCommand(Arguments(child), id));

    private static bool IsExitCommand(string[] arguments, ContainerId id) =>
        arguments is [.., "container", "cleanup", var last] && last == id.ToString();

    private bool IsRuntimeOf(string[] arguments, ContainerId id) =>
        arguments.Contains(id.ToString())
        && arguments.Any(argument => argument.StartsWith(_layout.RuntimeState + "/", StringComparison.Ordinal))
        && arguments.Any(s_verbs.Contains)
        && !arguments.Contains("--cid");

    private bool IsNetavarkOf(string[] arguments, ContainerId id) =>
        arguments.Contains(_layout.NetworkNamespace(id)) && arguments.Any(argument => argument is "setup" or "teardown");

    /// <remarks>
    /// The runtime starts CRIU in the container's bundle; at its work it is called "criu: dump …", paths and all. A process of a container may look the same; it lives in
    /// another process namespace.
    /// </remarks>
    private bool IsCriuOf(int pid, string[] arguments, ContainerId id) =>
        arguments is [var name, ..]
        && (name.StartsWith(CriuTitle, StringComparison.Ordinal)
            || Path.GetFileName(name).StartsWith(CriuName, StringComparison.Ordinal))
        && Link(pid, "cwd").StartsWith(_layout.Container(id) + "/", StringComparison.Ordinal)
        && Link(pid, "ns/pid") == Link(Environment.ProcessId, "ns/pid");

    private string MonitorPidFile(ContainerId id) => Path.Join(_layout.Run(id), "conmon.pid");

    private static string[] Arguments(int pid)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/cmdline").Split('\0', StringSplitOptions.RemoveEmptyEntries);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static string NameOf(int pid)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/comm").TrimEnd();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    private static string Link(int pid, string name)
    {
        try
        {
            return new FileInfo($"/proc/{pid}/{name}").LinkTarget ?? "";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
