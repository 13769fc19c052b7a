using Gantry.Engine.Model.Containers;
using Gantry.Engine.Model.Networks;

namespace Gantry.Engine.Checkpoints.Definition;

/// <summary>Turns a container's record into <c>config.dump</c>.</summary>
internal static class ConfigDumpWriter
{
    private const long NanosecondsPerTick = 100;
    private const string JoinPrefix = "container:";

    /// <summary>The record of <paramref name="container"/> as Podman would write it.</summary>
    /// <param name="container">The container.</param>
    /// <param name="cgroupManager"><c>cgroupfs</c> or <c>systemd</c>.</param>
    public static ConfigDump Write(Container container, string cgroupManager)
    {
        var spec = container.Spec;
        return new ConfigDump
        {
            Id = container.Id.ToString(),
            Name = container.Name,
            CreateCommand = spec.CreateCommand,
            RawImageName = spec.RawImageName,
            IdMappings = new ConfigDumpIdMappings(),
            RootfsImageId = spec.ImageId.Hex,
            RootfsImageName = spec.ImageName,
            ShmSize = spec.Resources.ShmSizeBytes,
            NamedVolumes = [.. spec.Volumes.Select(WriteVolume)],
            Privileged = spec.Security.Privileged,
            LabelOptions = ["disable"],
            CreateNetworkNamespace = spec.Network.Mode == "bridge",
            NetworkMode = spec.Network.Mode,
            Networks = WriteNetworks(spec.Network),
            OrderedNetworks = WriteOrderedNetworks(spec.Network),
            Ports = EmptyToNull(spec.Network.Ports.Select(WritePort)),
            DnsServers = EmptyToNull(spec.Network.Dns.Servers),
            DnsSearches = EmptyToNull(spec.Network.Dns.Searches),
            DnsOptions = EmptyToNull(spec.Network.Dns.Options),
            AddedHosts = EmptyToNull(spec.Network.AddedHosts),
            UserVolumes = EmptyToNull(spec.Volumes.Select(v => v.Destination).Concat(spec.Binds.Select(b => b.Destination))),
            Entrypoint = EmptyToNull(spec.Process.Entrypoint),
            Command = spec.Process.Command,
            Labels = spec.Labels.Count == 0 ? null : spec.Labels,
            Stdin = spec.Process.IsInteractive,
            User = spec.Process.User.Length == 0 ? null : spec.Process.User,
            Groups = EmptyToNull(spec.Security.GroupAdd),
            Umask = spec.Process.Umask,
            StopSignal = spec.Process.StopSignal,
            StopTimeout = spec.Process.StopTimeoutSeconds,
            CreatedTime = container.Created,
            CgroupManager = cgroupManager,
            CgroupsMode = "enabled",
            CgroupParent = spec.Resources.CgroupParent ?? PodmanDefaults.CgroupParent(cgroupManager),
            LogDriver = spec.Log.Driver,
            Runtime = spec.Runtime,
            RestartPolicy = spec.Restart.Name == "no" ? null : spec.Restart.Name,
            RestartRetries = spec.Restart.MaximumRetries,
            SdNotifyMode = "container",
            HealthCheck = WriteHealthCheck(spec.Health),
            Pod = spec.Pod,
            IpcContainer = JoinedBy(spec.Namespaces.Ipc),
            NetworkContainer = JoinedBy(spec.Network.Mode),
            PidContainer = JoinedBy(spec.Namespaces.Pid),
            UtsContainer = JoinedBy(spec.Namespaces.Uts),
            CgroupContainer = JoinedBy(spec.Namespaces.Cgroup),
        };
    }

    private static string? JoinedBy(string? mode) =>
        mode?.StartsWith(JoinPrefix, StringComparison.Ordinal) == true ? mode[JoinPrefix.Length..] : null;

    private static ConfigDumpVolume WriteVolume(VolumeMount mount) => new()
    {
        VolumeName = mount.Name,
        Destination = mount.Destination,
        Options = mount.Options,
        Anonymous = mount.Anonymous,
        SubPath = mount.SubPath.Length == 0 ? null : mount.SubPath,
    };

    private static Dictionary<string, ConfigDumpNetwork>? WriteNetworks(NetworkSpec network) =>
        network.Attachments.Count == 0 ? null : network.Attachments.ToDictionary(a => NameOf(a.Network), WriteNetwork);

    private static ConfigDumpOrderedNetwork[]? WriteOrderedNetworks(NetworkSpec network) =>
        EmptyToNull(network.Attachments.Select(
            a => new ConfigDumpOrderedNetwork { Name = NameOf(a.Network), Options = WriteNetwork(a) }));

    // Each engine has a default network of its own, and finds it by Podman's name for it.
    private static string NameOf(string network) => network == Network.DefaultName ? Network.DefaultNameOfPodman : network;

    private static ConfigDumpNetwork WriteNetwork(NetworkAttachment attachment) => new()
    {
        StaticAddresses = EmptyToNull(attachment.StaticAddresses),
        Aliases = EmptyToNull(attachment.Aliases),
        StaticMac = attachment.StaticMac,
        InterfaceName = attachment.InterfaceName,
    };

    private static ConfigDumpPort WritePort(PortMapping port) => new()
    {
        HostAddress = port.HostAddress,
        ContainerPort = port.ContainerPort,
        HostPort = port.HostPort,
        Range = port.Range,
        Protocol = port.Protocol,
    };

    private static ConfigDumpHealthCheck? WriteHealthCheck(HealthCheck? check) => check is null ? null : new()
    {
        Test = check.Test,
        Interval = check.Interval.Ticks * NanosecondsPerTick,
        Timeout = check.Timeout.Ticks * NanosecondsPerTick,
        StartPeriod = check.StartPeriod.Ticks * NanosecondsPerTick,
        Retries = check.Retries,
    };

    private static T[]? EmptyToNull<T>(IEnumerable<T> items)
    {
        T[] list = [.. items];
        return list.Length == 0 ? null : list;
    }
}
