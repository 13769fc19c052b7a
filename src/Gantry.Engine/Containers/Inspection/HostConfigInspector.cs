using Gantry.Engine.Model.Containers;
using Gantry.Engine.Model.Inspection;

namespace Gantry.Engine.Containers.Inspection;

/// <summary>Shows what a container gets from the host.</summary>
internal static class HostConfigInspector
{
    private const long NanosecondsPerSecond = 1_000_000_000;
    private const long DefaultCpuPeriod = 100_000;

    /// <summary>Builds <c>HostConfig</c>.</summary>
    public static HostConfigInspection Inspect(Container container, InspectionFacts facts)
    {
        var spec = container.Spec;
        return WithResources(spec.Resources, new HostConfigInspection
        {
            Binds = MountInspector.InspectBinds(spec),
            CgroupManager = facts.Options.CgroupManager,
            CgroupMode = spec.Namespaces.Cgroup ?? "host",
            LogConfig = InspectLog(container, facts),
            NetworkMode = spec.Network.Mode,
            PortBindings = PortInspector.Inspect(spec.Network.Ports),
            RestartPolicy = new RestartPolicyInspection
            {
                Name = spec.Restart.Name == RestartPolicy.No.Name ? "" : spec.Restart.Name,
                MaximumRetryCount = (uint)spec.Restart.MaximumRetries,
            },
            AutoRemove = spec.AutoRemove,
            CapAdd = spec.Security.CapAdd,
            CapDrop = spec.Security.CapDrop,
            Dns = spec.Network.Dns.Servers,
            DnsOptions = spec.Network.Dns.Options,
            DnsSearch = spec.Network.Dns.Searches,
            ExtraHosts = spec.Network.AddedHosts,
            GroupAdd = spec.Security.GroupAdd,
            IpcMode = spec.Namespaces.Ipc,
            PidMode = spec.Namespaces.Pid,
            UtsMode = spec.Namespaces.Uts,
            Privileged = spec.Security.Privileged,
            ReadonlyRootfs = spec.Security.ReadOnlyRootfs,
            SecurityOpt = spec.Security.SecurityOptions,
            Tmpfs = new SortedDictionary<string, string>(
                spec.Tmpfs.ToDictionary(
                    tmpfs => tmpfs.Destination, tmpfs => string.Join(',', tmpfs.Options)), StringComparer.Ordinal),
            Devices = [.. spec.Devices.Select(device => new DeviceInspection
            {
                PathOnHost = device.Source,
                PathInContainer = device.Destination,
                CgroupPermissions = device.Permissions,
            })],
        });
    }

    private static HostConfigInspection WithResources(ResourceSpec resources, HostConfigInspection host)
    {
        var period = resources.CpuPeriod ?? (resources.NanoCpus is null ? 0 : DefaultCpuPeriod);
        var quota = resources.CpuQuota ?? (resources.NanoCpus ?? 0) * period / NanosecondsPerSecond;
        return host with
        {
            OomScoreAdj = resources.OomScoreAdjustment ?? 0,
            ShmSize = resources.ShmSizeBytes,
            CpuShares = (ulong)(resources.CpuShares ?? 0),
            Memory = resources.MemoryBytes ?? 0,
            MemoryReservation = resources.MemoryReservationBytes ?? 0,
            MemorySwap = resources.MemorySwapBytes ?? (resources.MemoryBytes ?? 0) * 2,
            NanoCpus = resources.NanoCpus ?? (period > 0 ? quota * NanosecondsPerSecond / period : 0),
            CgroupParent = resources.CgroupParent ?? "",
            CpuPeriod = (ulong)period,
            CpuQuota = quota,
            CpusetCpus = resources.CpusetCpus ?? "",
            CpusetMems = resources.CpusetMems ?? "",
            PidsLimit = Math.Max(resources.PidsLimit, 0),
            Ulimits = [.. resources.Ulimits.Select(limit => new UlimitInspection
            {
                Name = limit.Name,
                Soft = limit.Soft,
                Hard = limit.Hard,
            })],
        };
    }

    private static LogConfigInspection InspectLog(Container container, InspectionFacts facts)
    {
        var log = container.Spec.Log;
        return new LogConfigInspection
        {
            Type = log.Driver,
            Path = log.Driver == "none" ? "" : log.Options.GetValueOrDefault("path") ?? facts.Layout.Log(container.Id),
            Tag = log.Options.GetValueOrDefault("tag") ?? "",
            Size = log.Options.GetValueOrDefault("max-size") ?? "0B",
        };
    }
}
