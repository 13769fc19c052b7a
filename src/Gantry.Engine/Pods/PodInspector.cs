using Gantry.Engine.Containers;
using Gantry.Engine.Containers.Inspection;
using Gantry.Engine.Model.Containers;
using Gantry.Engine.Model.Inspection;
using Gantry.Engine.Model.Pods;

namespace Gantry.Engine.Pods;

/// <summary>Shows a pod the way Podman's <c>pod inspect</c> does.</summary>
internal static class PodInspector
{
    /// <summary>Builds the inspection.</summary>
    public static PodInspection Inspect(PodDetails details)
    {
        var pod = details.Pod;
        return new PodInspection
        {
            Id = pod.Id,
            Name = pod.Name,
            Created = pod.Created,
            CreateCommand = pod.CreateCommand,
            ExitPolicy = pod.ExitPolicy switch
            {
                PodExitPolicy.Continue => "continue",
                PodExitPolicy.Stop => "stop",
                _ => throw new ArgumentOutOfRangeException(nameof(details), pod.ExitPolicy, null),
            },
            State = details.State.ToString(),
            Hostname = pod.Hostname ?? "",
            Labels = pod.Labels.Count > 0 ? pod.Labels : null,
            CreateCgroup = pod.Cgroup is not null,
            CgroupParent = pod.CgroupParent,
            CgroupPath = pod.Cgroup,
            CreateInfra = pod.Infra is not null,
            InfraContainerId = pod.Infra?.ToString(),
            InfraConfig = details.Infra is { } infra ? Inspect(infra) : null,
            SharedNamespaces = EmptyToNull(PodShare.Names(pod.Shares)),
            NumContainers = (uint)details.Containers.Count,
            Containers = EmptyToNull([.. details.Containers.Select(container => new PodContainerInspection
            {
                Id = container.Id.ToString(),
                Name = container.Name,
                State = StateNames.Of(container.Status.State),
            })]),
        };
    }

    private static PodInfraInspection Inspect(Container infra)
    {
        var network = infra.Spec.Network;
        return new PodInfraInspection
        {
            PortBindings = PortInspector.Inspect(network.Ports),
            HostNetwork = network.Mode == "host",
            StaticIp = network.Attachments.SelectMany(attachment => attachment.StaticAddresses).FirstOrDefault() ?? "",
            StaticMac = network.Attachments.Select(attachment => attachment.StaticMac).FirstOrDefault() ?? "",
            DnsServers = EmptyToNull(network.Dns.Servers),
            DnsSearches = EmptyToNull(network.Dns.Searches),
            DnsOptions = EmptyToNull(network.Dns.Options),
            NoManageHosts = network.KeepsImageHosts,
            HostAdd = EmptyToNull(network.AddedHosts),
            Networks = EmptyToNull([.. network.Attachments.Select(attachment => attachment.Network)]),
            PidNamespace = infra.Spec.Namespaces.Pid,
            UtsNamespace = infra.Spec.Namespaces.Uts,
        };
    }

    private static IReadOnlyList<T>? EmptyToNull<T>(IReadOnlyList<T> items) => items.Count == 0 ? null : items;
}
