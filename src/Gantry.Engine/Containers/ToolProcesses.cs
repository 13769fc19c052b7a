using Gantry.Engine.Model;
using Gantry.Linux;

namespace Gantry.Engine.Containers;

/// <summary>
/// The programs at work on a container, whoever started them. A gantry that is killed takes neither the runtime nor
/// CRIU nor conmon with it: what they do to the container must have come to its end before anything is undone.
/// </summary>
internal sealed class ToolProcesses(HostLayout layout, TimeProvider time)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(10);
    private static readonly string[] s_verbs = ["create", "start", "checkpoint", "restore"];

    /// <summary>
    /// Waits until nothing creates, starts, dumps or restores the container any more. Costs one look through /proc when
    /// nothing does.
    /// </summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.ToolFailed"/>: one did not end within two minutes.</exception>
    public async Task WaitForEndAsync(ContainerId id, CancellationToken cancellationToken)
    {
        var begun = time.GetTimestamp();
        while (FindAtWork(id) is { } pid)
        {
            if (time.GetElapsedTime(begun) > s_patience)
            {
                throw new GantryException(
                    ErrorCode.ToolFailed,
                    $"Process {pid}, which a command that was killed had started, has been at work on container {id} for "
                    + $"{s_patience.TotalMinutes:0} minutes. Wait for it or end it: kill {pid}");
            }

            await Task.Delay(s_pause, time, cancellationToken);
        }
    }

    /// <summary>Process ids of the conmons that keep, or are about to make, this container.</summary>
    public IReadOnlyList<int> Monitors(ContainerId id) =>
        [.. ProcessTable.Ids().Where(pid => IsMonitorOf(Arguments(pid), id))];

    private int? FindAtWork(ContainerId id)
    {
        foreach (var pid in ProcessTable.Ids())
        {
            var arguments = Arguments(pid);
            if (IsRuntimeOf(arguments, id) || IsNetavarkOf(arguments, id) || IsCriuOf(pid, arguments, id) || IsBeginning(arguments, id))
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

    // It has begun when it has noted its number; its runtime comes after that.
    private bool IsBeginning(string[] arguments, ContainerId id) =>
        IsMonitorOf(arguments, id) && !File.Exists(MonitorPidFile(id));

    private bool IsRuntimeOf(string[] arguments, ContainerId id) =>
        arguments.Contains(id.ToString())
        && arguments.Any(argument => argument.StartsWith(layout.RuntimeState + "/", StringComparison.Ordinal))
        && arguments.Any(s_verbs.Contains)
        && !arguments.Contains("--cid");

    private bool IsNetavarkOf(string[] arguments, ContainerId id) =>
        arguments.Contains(layout.NetworkNamespace(id)) && arguments.Any(argument => argument is "setup" or "teardown");

    /// <remarks>
    /// The runtime starts CRIU in the container's bundle. A process of a container may look the same; it lives in
    /// another process namespace.
    /// </remarks>
    private bool IsCriuOf(int pid, string[] arguments, ContainerId id) =>
        arguments is [var name, ..]
        && Path.GetFileName(name).StartsWith("criu", StringComparison.Ordinal)
        && Link(pid, "cwd").StartsWith(layout.Container(id) + "/", StringComparison.Ordinal)
        && Link(pid, "ns/pid") == Link(Environment.ProcessId, "ns/pid");

    private string MonitorPidFile(ContainerId id) => Path.Join(layout.Run(id), "conmon.pid");

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
