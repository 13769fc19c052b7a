using Gantry.Engine.Model.Containers;
using Gantry.Engine.Model.Pods;

namespace Gantry.Engine.Pods;

/// <summary>What a pod's infra container is to be.</summary>
internal static class InfraContainer
{
    /// <summary>The container that holds the namespaces and the network of a pod.</summary>
    /// <param name="pod">The pod, with the infra container's id.</param>
    /// <param name="network">Its networks and ports.</param>
    /// <param name="runtime">Name of the runtime.</param>
    /// <param name="unifiedCgroups">Whether a container gets a cgroup view of its own (cgroup v2).</param>
    public static Container Of(Pod pod, NetworkSpec network, string runtime, bool unifiedCgroups) => new()
    {
        Id = pod.Infra!.Value,
        Name = $"{pod.ShortId}-infra",
        Created = pod.Created,
        Spec = new ContainerSpec
        {
            ImageName = PauseProgram.ImageName,
            RawImageName = PauseProgram.ImageName,
            ImageId = PauseProgram.Id,
            Runtime = runtime,
            Process = new ProcessSpec { Entrypoint = [PauseProgram.PathInside], Hostname = pod.Hostname ?? pod.Name },
            Security = new SecuritySpec { ReadOnlyRootfs = true, CapDrop = ["all"], SecurityOptions = ["no-new-privileges"] },
            Resources = new ResourceSpec { CgroupParent = pod.Cgroup },
            Namespaces = new NamespaceSpec
            {
                Cgroup = unifiedCgroups || pod.Shares.HasFlag(PodNamespaces.Cgroup) ? "private" : "host",
            },
            Network = network,
            Labels = pod.Labels,
            Pod = pod.Id,
            IsInfra = true,
        },
    };
}
