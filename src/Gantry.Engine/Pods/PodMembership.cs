using Gantry.Engine.Model;
using Gantry.Engine.Model.Containers;
using Gantry.Engine.Model.Pods;

namespace Gantry.Engine.Pods;

/// <summary>What being in a pod means for a container: whose namespaces it joins, and where its cgroup is.</summary>
internal static class PodMembership
{
    private const string SharedNetwork = "network cannot be configured when it is shared with a pod";

    /// <summary>
    /// A request with all that the pod decides. What the person said of a namespace stays; what must be said of the pod
    /// is refused.
    /// </summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.Invalid"/>.</exception>
    public static CreateRequest Join(CreateRequest request, Pod pod)
    {
        RequireLeftToPod(request, pod);
        var said = request.Namespaces == new NamespaceSpec() ? new NamespaceSpec { Pid = "", Ipc = "", Uts = "" } : request.Namespaces;
        return request with
        {
            Pod = pod.Id,
            Namespaces = new NamespaceSpec
            {
                Pid = Choose(said.Pid, PodNamespaces.Pid),
                Ipc = Choose(said.Ipc, PodNamespaces.Ipc),
                Uts = Choose(said.Uts, PodNamespaces.Uts),
                Cgroup = Choose(said.Cgroup, PodNamespaces.Cgroup),
            },
            Network = request.Network with { Mode = Choose(request.Network.Mode, PodNamespaces.Network) },
            Resources = request.Resources with { CgroupParent = pod.Cgroup ?? request.Resources.CgroupParent },
        };

        string Choose(string? mode, PodNamespaces kind) =>
            string.IsNullOrEmpty(mode) && pod.Shares.HasFlag(kind) ? ModeOf(pod) : mode ?? "";
    }

    /// <summary>The specification of a container that comes out of a checkpoint, in another pod.</summary>
    /// <param name="spec">As it was.</param>
    /// <param name="joined">The namespaces that it had joined; <paramref name="pod"/> shares them.</param>
    /// <param name="pod">Its new pod.</param>
    public static ContainerSpec Move(ContainerSpec spec, PodNamespaces joined, Pod pod)
    {
        return spec with
        {
            Pod = pod.Id,
            Namespaces = new NamespaceSpec
            {
                Pid = Choose(spec.Namespaces.Pid, PodNamespaces.Pid),
                Ipc = Choose(spec.Namespaces.Ipc, PodNamespaces.Ipc),
                Uts = Choose(spec.Namespaces.Uts, PodNamespaces.Uts),
                Cgroup = Choose(spec.Namespaces.Cgroup ?? "host", PodNamespaces.Cgroup),
            },
            Network = joined.HasFlag(PodNamespaces.Network)
                ? spec.Network with { Mode = ModeOf(pod), Attachments = [], Ports = [] }
                : spec.Network,
            Resources = spec.Resources with { CgroupParent = pod.Cgroup },
        };

        string Choose(string mode, PodNamespaces kind) => joined.HasFlag(kind) ? ModeOf(pod) : mode;
    }

    private static string ModeOf(Pod pod) => $"container:{pod.Infra}";

    private static void RequireLeftToPod(CreateRequest request, Pod pod)
    {
        var (network, shares) = (request.Network, pod.Shares);
        var sharesNetwork = shares.HasFlag(PodNamespaces.Network) && network.Mode.Length == 0;
        Refuse(
            shares.HasFlag(PodNamespaces.Uts) && request.Hostname is not null && request.Namespaces.Uts is "" or "private",
            "invalid config provided: cannot set hostname when joining the pod UTS namespace: invalid configuration");
        Refuse(
            sharesNetwork && (network.Ports.Count > 0 || network.PublishAll),
            "invalid config provided: published or exposed ports must be defined when the pod is created: " + SharedNetwork);
        Refuse(
            sharesNetwork && network.AddedHosts.Count > 0,
            "invalid config provided: extra host entries must be specified on the pod: " + SharedNetwork);
    }

    private static void Refuse(bool isWrong, string message)
    {
        if (isWrong)
        {
            throw new GantryException(ErrorCode.Invalid, message);
        }
    }
}
