using Gantry.Engine.Model;
using Gantry.Engine.Model.Containers;
using Gantry.Engine.Networking;
using Gantry.Engine.State;

namespace Gantry.Engine.Containers;

/// <summary>
/// Ends what has ended: when the processes of a container on record are gone, its exit is noted and everything that was
/// made for this run is taken down. Done by whoever first takes the lock: conmon's exit command, or the next operation.
/// </summary>
internal sealed class ContainerCleanup(
    ContainerContext context,
    ContainerReconciler reconciler,
    ExitFiles exits,
    ContainerMounts mounts,
    ContainerNetworks networks,
    ContainerMonitor monitor,
    ExecRecords execs,
    ContainerCgroup cgroup,
    RuntimeLeftovers leftovers)
{
    private static readonly TimeSpan s_exitFilePause = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan s_exitFilePatience = TimeSpan.FromSeconds(10);

    /// <summary>
    /// The container as it stands, corrected by the kernel; one whose processes have ended is finished first. Every
    /// operation under the lock begins with this.
    /// </summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.NotFound"/>: it is not on record.</exception>
    public async Task<Container> SettleAsync(LockedContainer locked, CancellationToken cancellationToken)
    {
        var row = context.Require(locked.Id);
        if (row.Status.State is not (ContainerState.Running or ContainerState.Paused))
        {
            return row;
        }

        return reconciler.IsAlive(row.Status, row.Status.Process)
            ? execs.Prune(reconciler.Correct(row))
            : await FinishAsync(row, cancellationToken);
    }

    /// <summary>
    /// Takes down everything of a run but keeps the record: the runtime's and conmon's leftovers, exec sessions,
    /// networks and mounts. Repeatable. Processes that still run are killed.
    /// </summary>
    public async Task TearDownAsync(Container container, CancellationToken cancellationToken)
    {
        // Ourselves: the runtime waits a tenth of a second and more after its signal, and does not know of what CRIU
        // was about to restore when it was killed.
        cgroup.KillAll(container);

        // Before anything is deleted: the runtime's delete removes its state folder with all that is mounted in it, and
        // a restore that was killed leaves the container's root file system there.
        leftovers.Unmount(container.Id);
        await context.Runtimes.Get(container.Spec.Runtime).DeleteAsync(container.Id, cancellationToken);
        cgroup.Remove(container);
        leftovers.Remove(container.Id);
        execs.DeleteAll(container.Id);
        await networks.DisconnectAsync(container.Id);
        await mounts.UnmountAsync(container, cancellationToken);
    }

    private async Task<Container> FinishAsync(Container row, CancellationToken cancellationToken)
    {
        await WaitForExitFileAsync(row, cancellationToken);
        var corrected = reconciler.Correct(row);
        var status = corrected.Status with
        {
            State = ContainerState.Stopped,
            Process = null,
            Monitor = null,
            BootId = null,
            OomKilled = File.Exists(monitor.OomFile(row.Id)),
            ExecSessions = [],
        };

        // Taken down before it is noted: who dies in between leaves a row that says running, and the next one repeats.
        await TearDownAsync(row, cancellationToken);
        var finished = context.Save(row, status);
        await context.RecordEventAsync(finished, "died", status.ExitCode, cancellationToken);
        return finished;
    }

    private async Task WaitForExitFileAsync(Container row, CancellationToken cancellationToken)
    {
        var begun = context.Time.GetTimestamp();
        while (exits.Read(row.Id) is null
            && reconciler.IsAlive(row.Status, row.Status.Monitor)
            && context.Time.GetElapsedTime(begun) < s_exitFilePatience)
        {
            await Task.Delay(s_exitFilePause, context.Time, cancellationToken);
        }
    }
}
