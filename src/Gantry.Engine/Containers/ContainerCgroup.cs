using Gantry.Engine.Containers.Creation;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Containers;
using Gantry.Linux;

namespace Gantry.Engine.Containers;

/// <summary>
/// A container's cgroup. All its processes are in it from their first instruction on, and CRIU with its children while
/// it restores them, so that whatever became of runtime and monitor, this is where to find what runs.
/// </summary>
internal sealed class ContainerCgroup(EngineOptions options, HostLayout layout)
{
    /// <summary>What stops and continues all processes in it; null when there is no such cgroup.</summary>
    public CgroupFreezer? Freezer(Container container) => Cgroups.FindFreezer(PathOf(container));

    /// <summary>The file that stops all processes in it, which need not exist yet, and what is written to it.</summary>
    public (string File, string Command) FreezeCommand(Container container) =>
        Cgroups.FreezeCommand(PathOf(container));

    /// <summary>Ends all processes in it, frozen ones without letting them run an instruction. Repeatable.</summary>
    public void KillAll(Container container) => Freezer(container)?.KillAll();

    /// <summary>Removes it when the runtime has not, in every hierarchy. Repeatable.</summary>
    public void Remove(Container container) => Cgroups.RemoveTree(PathOf(container));

    private string PathOf(Container container) =>
        CgroupPaths.FolderOf(CgroupPaths.For(container, options, layout));
}
