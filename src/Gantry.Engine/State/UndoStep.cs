using System.Text.Json.Serialization;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Containers;
using Gantry.Engine.Model.Volumes;

namespace Gantry.Engine.State;

/// <summary>
/// How to take back one change, as data: another process may have to do it. A closed set. Every step may be done twice
/// and is content when there is nothing (left) to undo.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "$type")]
[JsonDerivedType(typeof(DeleteContainer), "deleteContainer")]
[JsonDerivedType(typeof(KeepStopped), "keepStopped")]
[JsonDerivedType(typeof(DeleteTree), "deleteTree")]
[JsonDerivedType(typeof(DeleteFile), "deleteFile")]
[JsonDerivedType(typeof(DeleteVolume), "deleteVolume")]
[JsonDerivedType(typeof(Unmount), "unmount")]
[JsonDerivedType(typeof(Thaw), "thaw")]
[JsonDerivedType(typeof(KillProcesses), "killProcesses")]
[JsonDerivedType(typeof(AwaitRuntime), "awaitRuntime")]
[JsonDerivedType(typeof(SettleRestore), "settleRestore")]
[JsonDerivedType(typeof(RestoreStatus), "restoreStatus")]
[JsonDerivedType(typeof(RestoreSpec), "restoreSpec")]
[JsonDerivedType(typeof(RemoveNetwork), "removeNetwork")]
[JsonDerivedType(typeof(PutBackVolume), "putBackVolume")]
[JsonDerivedType(typeof(OpenNetwork), "openNetwork")]
[JsonDerivedType(typeof(AlignNetworks), "alignNetworks")]
[JsonDerivedType(typeof(HandOver), "handOver")]
[JsonDerivedType(typeof(ReleaseHeld), "releaseHeld")]
[JsonDerivedType(typeof(StopIdleInfra), "stopIdleInfra")]
internal abstract record UndoStep
{
    private UndoStep()
    {
    }

    /// <summary>Strike the container off the record and remove its folders.</summary>
    internal sealed record DeleteContainer(ContainerId Id) : UndoStep;

    /// <summary>End the container's processes for good, and give the stopped container another name.</summary>
    /// <param name="Id">The container.</param>
    /// <param name="FormerName">Its name until then; one that has another by now keeps that.</param>
    internal sealed record KeepStopped(ContainerId Id, string FormerName) : UndoStep;

    /// <summary>Remove a folder with all in it; below the root, the run root or the temporary folder only.</summary>
    internal sealed record DeleteTree(string Path) : UndoStep;

    /// <summary>Remove a file.</summary>
    internal sealed record DeleteFile(string Path) : UndoStep;

    /// <summary>Remove a volume with its content.</summary>
    internal sealed record DeleteVolume(string Name) : UndoStep;

    /// <summary>Unmount what is mounted at a path.</summary>
    internal sealed record Unmount(string Path) : UndoStep;

    /// <summary>Let the container's processes run again.</summary>
    internal sealed record Thaw(ContainerId Id) : UndoStep;

    /// <summary>End whatever runs for the container, its conmon too, and the runtime's record of it.</summary>
    internal sealed record KillProcesses(ContainerId Id) : UndoStep;

    /// <summary>Wait until the runtime and CRIU, which outlive a gantry that is killed, have ended.</summary>
    internal sealed record AwaitRuntime(ContainerId Id) : UndoStep;

    /// <summary>Finish a restore in place whose processes run already; take back one whose processes do not.</summary>
    /// <param name="Id">The container.</param>
    /// <param name="Before">How it stood.</param>
    /// <param name="After">How it stands when its processes run, all but their numbers.</param>
    /// <param name="UsedUp">Files and folders that a finished restore deletes.</param>
    /// <param name="FormerSpec">What it was to be before, put back unless its processes run. Null: the same.</param>
    internal sealed record SettleRestore(
        ContainerId Id,
        ContainerStatus Before,
        ContainerStatus After,
        IReadOnlyList<string> UsedUp,
        ContainerSpec? FormerSpec = null) : UndoStep;

    /// <summary>Put back how the container stood.</summary>
    internal sealed record RestoreStatus(ContainerId Id, ContainerStatus Status) : UndoStep;

    /// <summary>Put back what the container was to be.</summary>
    internal sealed record RestoreSpec(ContainerId Id, ContainerSpec Spec) : UndoStep;

    /// <summary>Take down the container's networks, free its addresses, remove its network namespace.</summary>
    internal sealed record RemoveNetwork(ContainerId Id) : UndoStep;

    /// <summary>Put back a volume whose content was replaced.</summary>
    /// <param name="Former">How it was.</param>
    /// <param name="AsideFolder">Where its folder lies meanwhile; once that is gone there is nothing to do.</param>
    internal sealed record PutBackVolume(Volume Former, string AsideFolder) : UndoStep;

    /// <summary>Let the container's traffic flow again.</summary>
    internal sealed record OpenNetwork(ContainerId Id) : UndoStep;

    /// <summary>Put a container that runs on exactly these networks again.</summary>
    internal sealed record AlignNetworks(ContainerId Id, IReadOnlyList<NetworkAttachment> Attachments) : UndoStep;

    /// <summary>
    /// Do what the migration's state on record says: one list or the other, and nothing while it waits for a decision or
    /// an answer, which blocks the container.
    /// </summary>
    /// <param name="Migration">The migration.</param>
    /// <param name="IfRunning">When the container is the target's, the last first.</param>
    /// <param name="IfDiscarded">When it stays the source's, the last first.</param>
    internal sealed record HandOver(
        string Migration, IReadOnlyList<UndoStep> IfRunning, IReadOnlyList<UndoStep> IfDiscarded) : UndoStep;

    /// <summary>Let a container go on that a restore holds before its first instruction, and its traffic.</summary>
    internal sealed record ReleaseHeld(ContainerId Id) : UndoStep;

    /// <summary>Stop an infra container, unless another container of its pod runs.</summary>
    internal sealed record StopIdleInfra(ContainerId Infra) : UndoStep;
}
