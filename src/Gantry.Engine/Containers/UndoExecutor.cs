using Gantry.Engine.Model;
using Gantry.Engine.Model.Containers;
using Gantry.Engine.Model.Migrations;
using Gantry.Engine.Networking;
using Gantry.Engine.State;
using Gantry.Engine.Storage;
using Gantry.Engine.Storage.Volumes;
using Gantry.Linux;

namespace Gantry.Engine.Containers;

/// <summary>
/// Does what an <see cref="UndoStep"/> says, in whatever process finds it. Each may be done any number of times.
/// </summary>
internal sealed class UndoExecutor(
    ContainerContext context,
    ContainerCleanup cleanup,
    RootFileSystem roots,
    VolumeStore volumes,
    ContainerNetworks networks,
    ToolProcesses tools,
    ContainerCgroup cgroup,
    InterruptedRestore restores,
    InfraStopper infras)
{
    private const int SigKill = 9;

    // As a shell has it for who was killed: 128 and the signal.
    private const int KilledExitCode = 128 + SigKill;

    /// <summary>Does one step. The container's lock is held.</summary>
    public Task ExecuteAsync(UndoStep step, CancellationToken cancellationToken) => step switch
    {
        UndoStep.DeleteContainer deletion => DeleteContainerAsync(deletion.Id, cancellationToken),
        UndoStep.KeepStopped kept => KeepStoppedAsync(kept, cancellationToken),
        UndoStep.DeleteTree tree => Now(() => DeleteTree(tree.Path)),
        UndoStep.DeleteFile file => Now(() => File.Delete(file.Path)),
        UndoStep.DeleteVolume volume => Now(() => volumes.Remove(volume.Name)),
        UndoStep.Unmount mount => Now(() => Mounts.UnmountAll(mount.Path)),
        UndoStep.Thaw thaw => ThawAsync(thaw.Id, cancellationToken),
        UndoStep.KillProcesses kill => KillProcessesAsync(kill.Id, cancellationToken),
        UndoStep.AwaitRuntime wait => tools.WaitForEndAsync(wait.Id, cancellationToken),
        UndoStep.SettleRestore restore => SettleRestoreAsync(restore, cancellationToken),
        UndoStep.RestoreStatus status => Now(() => IfOnRecord(
            status.Id, () => context.Containers.UpdateStatus(status.Id, status.Status))),
        UndoStep.RestoreSpec spec => Now(() => IfOnRecord(
            spec.Id, () => context.Containers.UpdateSpec(spec.Id, spec.Spec))),
        UndoStep.PutBackVolume volume => Now(() => volumes.PutBack(volume.Former, volume.AsideFolder)),
        UndoStep.RemoveNetwork network => networks.DisconnectAsync(network.Id),
        UndoStep.OpenNetwork network => Now(() => networks.SetTraffic(network.Id, flows: true)),
        UndoStep.AlignNetworks align => AlignNetworksAsync(align),
        UndoStep.HandOver handOver => HandOverAsync(handOver, cancellationToken),
        UndoStep.ReleaseHeld held => ReleaseHeldAsync(held.Id, cancellationToken),
        UndoStep.StopIdleInfra infra => infras.StopIfIdleAsync(infra.Infra, cancellationToken),
        _ => throw new ArgumentOutOfRangeException(nameof(step), step, null),
    };

    /// <summary>Does several steps, last first, until one fails; all of it again when it is repeated.</summary>
    public async Task ExecuteAllAsync(IReadOnlyList<UndoStep> steps, CancellationToken cancellationToken)
    {
        foreach (var step in steps.Reverse())
        {
            await ExecuteAsync(step, cancellationToken);
        }
    }

    private Task HandOverAsync(UndoStep.HandOver step, CancellationToken cancellationToken)
    {
        var migration = context.Migrations.Find(step.Migration);
        return (migration?.Role, migration?.State) switch
        {
            (_, MigrationState.Running) or (MigrationRole.Target, MigrationState.Committed) =>
                ExecuteAllAsync(step.IfRunning, cancellationToken),
            (_, MigrationState.Discarded) => ExecuteAllAsync(step.IfDiscarded, cancellationToken),
            (MigrationRole.Source, _) => throw new GantryException(
                ErrorCode.NeedsRecovery,
                $"it was handed over to {migration!.Host}, which has not said yet that it runs there; "
                + $"\"gantry migration recover {migration.Id[..12]}\" asks again."),
            _ => throw new GantryException(
                ErrorCode.NeedsRecovery,
                $"it is held for a migration from {migration?.Host ?? "a host that is not on record"}, which decides where "
                + $"it runs: run \"gantry migration recover {step.Migration[..12]}\" there."),
        };
    }

    private async Task ReleaseHeldAsync(ContainerId id, CancellationToken cancellationToken)
    {
        networks.SetTraffic(id, flows: true);
        if (context.Containers.Find(id) is { } container && cgroup.Freezer(container) is { } freezer)
        {
            await freezer.ThawAsync(cancellationToken);
        }
    }

    private async Task SettleRestoreAsync(UndoStep.SettleRestore step, CancellationToken cancellationToken)
    {
        if (await restores.TryFinishAsync(step, cancellationToken))
        {
            networks.SetTraffic(step.Id, flows: true);
        }
        else
        {
            await KillProcessesAsync(step.Id, cancellationToken);
            IfOnRecord(step.Id, () => PutBack(step));
        }
    }

    private void PutBack(UndoStep.SettleRestore step)
    {
        if (step.FormerSpec is { } spec)
        {
            context.Containers.UpdateSpec(step.Id, spec);
        }

        context.Containers.UpdateStatus(step.Id, step.Before);
    }

    /// <summary>
    /// Ends a container's processes and removes its folders; what is left of it is its row, which the caller strikes off
    /// together with what reminds of this work.
    /// </summary>
    public async Task DeleteFilesAsync(ContainerId id, CancellationToken cancellationToken)
    {
        await KillProcessesAsync(id, cancellationToken);
        await networks.DisconnectAsync(id);
        RemovePodCgroup(id);
        roots.Delete(id);
        DeleteTree(context.Layout.Run(id));
        DeleteMemoryCheckpoint(id);
    }

    private async Task DeleteContainerAsync(ContainerId id, CancellationToken cancellationToken)
    {
        await DeleteFilesAsync(id, cancellationToken);
        context.Containers.Delete(id);
        RemoveUnusedCgroup();
    }

    private async Task KeepStoppedAsync(UndoStep.KeepStopped step, CancellationToken cancellationToken)
    {
        if (context.Containers.Find(step.Id) is not { } container)
        {
            return;
        }

        await KillProcessesAsync(step.Id, cancellationToken);
        context.Containers.UpdateStatus(step.Id, container.Status with
        {
            State = ContainerState.Stopped,
            Process = null,
            Monitor = null,
            BootId = null,
            FinishedAt = context.Time.GetUtcNow(),
            ExitCode = KilledExitCode,
            StoppedByUser = true,
            ExecSessions = [],
        });
        if (container.Name == step.FormerName)
        {
            RenameToFree(container);
        }
    }

    private void RenameToFree(Container container)
    {
        for (var n = 1; ; n++)
        {
            try
            {
                context.Containers.Rename(container.Id, $"{container.Name}-migrated{(n == 1 ? "" : $"-{n}")}");
                return;
            }
            catch (GantryException e) when (e.Code == ErrorCode.AlreadyExists)
            {
                // The copy of an earlier migration is still here.
            }
        }
    }

    private async Task KillProcessesAsync(ContainerId id, CancellationToken cancellationToken)
    {
        // conmon first: its end takes along a runtime that is about to create the container, and its exit command
        // must not come in between.
        await KillMonitorAsync(id, cancellationToken);
        await tools.KillAsync(id, cancellationToken);
        if (context.Containers.Find(id) is { } container)
        {
            await cleanup.TearDownAsync(container, cancellationToken);
        }
    }

    private async Task KillMonitorAsync(ContainerId id, CancellationToken cancellationToken)
    {
        var file = Path.Join(context.Layout.Run(id), "conmon.pid");
        if (!File.Exists(file) || !int.TryParse(await File.ReadAllTextAsync(file, cancellationToken), out var pid))
        {
            return;
        }

        using var process = Pidfd.TryOpen(pid);
        if (process is not null && IsMonitorOf(pid, id))
        {
            process.TrySignal(SigKill);
            await process.WaitForExitAsync(cancellationToken);
        }
    }

    // The number may be another process's by now; conmon has the container's id on its command line.
    private static bool IsMonitorOf(int pid, ContainerId id)
    {
        try
        {
            var commandLine = File.ReadAllText($"/proc/{pid}/cmdline");
            return commandLine.Contains("conmon", StringComparison.Ordinal)
                && commandLine.Contains(id.ToString(), StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    }

    private async Task ThawAsync(ContainerId id, CancellationToken cancellationToken)
    {
        if (context.Containers.Find(id)?.Status.Process is not { } process)
        {
            return;
        }

        try
        {
            if (ProcessTable.IsAlive(process.Pid, process.StartTime))
            {
                await CgroupFreezer.ForProcess(process.Pid).ThawAsync(cancellationToken);
            }
        }
        catch (IOException) when (!ProcessTable.IsAlive(process.Pid, process.StartTime))
        {
            // It ended in between; nothing that is frozen is left then, as the others of its namespace end before it.
        }
    }

    private async Task AlignNetworksAsync(UndoStep.AlignNetworks step)
    {
        var joined = networks.Of(step.Id).Select(one => one.Network.Name).ToHashSet();
        if (joined.Count == 0 || context.Containers.Find(step.Id) is not { } container)
        {
            return;
        }

        foreach (var surplus in joined.Except(step.Attachments.Select(wanted => wanted.Network)))
        {
            await networks.DisconnectAsync(step.Id, surplus);
        }

        foreach (var missing in step.Attachments.Where(wanted => !joined.Contains(wanted.Network)))
        {
            await networks.JoinAsync(container, missing);
        }
    }

    private void DeleteTree(string path)
    {
        if (!IsOurs(path))
        {
            throw new GantryException(
                ErrorCode.Invalid,
                $"\"{path}\" is not deleted: it is not below \"{context.Layout.Root}\", \"{context.Layout.RunRoot}\" or "
                + $"\"{context.Layout.Temporary}\".");
        }

        var parent = Path.GetDirectoryName(path)!;
        if (Directory.Exists(parent))
        {
            using var folder = DirectoryDescriptor.Open(parent);
            folder.RemoveTree(Path.GetFileName(path));
        }
    }

    private void DeleteMemoryCheckpoint(ContainerId id)
    {
        DeleteTree(context.Layout.MemoryCheckpoint(id));
        var folder = context.Layout.MemoryCheckpoints;
        if (Directory.Exists(folder) && !Directory.EnumerateFileSystemEntries(folder).Any())
        {
            using var parent = DirectoryDescriptor.Open(Path.GetDirectoryName(folder)!);
            RemoveUnlessInUse(parent, Path.GetFileName(folder));
        }
    }

    private static void RemoveUnlessInUse(DirectoryDescriptor parent, string name)
    {
        try
        {
            parent.RemoveDirectory(name);
        }
        catch (LinuxException e) when (e.Errno is Errno.ENOTEMPTY or Errno.ENOENT)
        {
            // Another command was quicker.
        }
    }

    private bool IsOurs(string path)
    {
        var full = Path.GetFullPath(path);
        var layout = context.Layout;
        return new[] { layout.Root, layout.RunRoot, layout.Temporary, layout.MemoryCheckpoints }
            .Any(root => full.StartsWith(root.TrimEnd('/') + "/", StringComparison.Ordinal));
    }

    // systemd removes an empty slice itself.
    private void RemovePodCgroup(ContainerId id)
    {
        if (context.Containers.Find(id) is { Spec: { IsInfra: true, Resources.CgroupParent: { } cgroup } }
            && context.Options.CgroupManager != "systemd")
        {
            Cgroups.RemoveTree(cgroup);
        }
    }

    /// <summary>Removes the installation's cgroup after its last container.</summary>
    public void RemoveUnusedCgroup()
    {
        if (context.Containers.List().Count == 0)
        {
            Cgroups.RemoveIfEmpty(context.Layout.CgroupParent);
        }
    }

    private void IfOnRecord(ContainerId id, Action action)
    {
        if (context.Containers.Find(id) is not null)
        {
            action();
        }
    }

    private static Task Now(Action action)
    {
        action();
        return Task.CompletedTask;
    }
}
