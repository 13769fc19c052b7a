using Gantry.Engine.Model;
using Gantry.Engine.Model.Containers;
using Gantry.Linux;

namespace Gantry.Engine.Containers;

/// <summary>
/// Corrects what a row remembers by what the kernel says. Reads /proc and the freezer only, starts no program, writes
/// nothing: cheap enough for every row of <c>ps</c>.
/// </summary>
internal sealed class ContainerReconciler(ExitFiles exits, TimeProvider time)
{
    /// <summary>Exit code of a container whose end nobody saw: the host went down, or its conmon was killed.</summary>
    public const int UnknownExitCode = 255;

    private readonly Lazy<string?> _bootId = new(ProcessTable.BootId);

    /// <summary>This boot's id, stored beside processes.</summary>
    public string? BootId => _bootId.Value;

    /// <summary>The container as it really stands now.</summary>
    public Container Correct(Container row) => row.Status.State switch
    {
        ContainerState.Running or ContainerState.Paused => row with { Status = CorrectRunning(row) },
        ContainerState.Created or ContainerState.Stopped or ContainerState.Checkpointed => row,
        _ => throw new ArgumentOutOfRangeException(nameof(row), row.Status.State, null),
    };

    /// <summary>Whether this very process runs, in this boot.</summary>
    public bool IsAlive(ContainerStatus status, ProcessIdentity? process) =>
        process is not null
        && (status.BootId is null || status.BootId == BootId)
        && ProcessTable.IsAlive(process.Pid, process.StartTime);

    private ContainerStatus CorrectRunning(Container row)
    {
        var status = row.Status;
        if (IsAlive(status, status.Process))
        {
            return status with { State = IsFrozen(status.Process!.Pid) ? ContainerState.Paused : ContainerState.Running };
        }

        var exit = exits.Read(row.Id);
        if (exit is null && IsAlive(status, status.Monitor))
        {
            // The process has ended and conmon is about to write how: until then the container is as it was.
            return status;
        }

        return status with
        {
            State = ContainerState.Stopped,
            Process = null,
            Monitor = null,
            ExitCode = exit?.Code ?? UnknownExitCode,
            FinishedAt = exit?.Time ?? time.GetUtcNow(),
        };
    }

    private static bool IsFrozen(int pid)
    {
        try
        {
            return CgroupFreezer.ForProcess(pid).IsFrozen;
        }
        catch (IOException)
        {
            // It ended in between; the next look will say so.
            return false;
        }
    }
}
