using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Containers;
using Gantry.Engine.Model.Oci;

namespace Gantry.Engine.Checkpoints.Definition;

/// <summary>Reads <c>config.dump</c> and <c>spec.dump</c> of an archive into an <see cref="ContainerDefinition"/>.</summary>
/// <remarks>The archive is untrusted: whatever is not understood is left behind, whatever names a place is checked.</remarks>
internal static class DefinitionReader
{
    private const string ConfigDumpName = "config.dump";
    private const string SpecDumpName = "spec.dump";
    private const int DefaultStopSignal = 15;
    private const long DefaultShmSizeBytes = 65_536_000;

    /// <summary>Reads both files.</summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.Invalid"/>: unreadable, incomplete or not allowed.</exception>
    public static ContainerDefinition Read(string archiveName, ReadOnlySpan<byte> configDump, ReadOnlySpan<byte> specDump)
    {
        var config = Parse(archiveName, ConfigDumpName, configDump, DefinitionJsonContext.Default.ConfigDump);
        var spec = Parse(archiveName, SpecDumpName, specDump, OciJsonContext.Default.OciSpec);
        RequireComplete(archiveName, config, spec);

        return new ContainerDefinition
        {
            Id = ContainerId.Parse(config.Id),
            Name = ObjectName.Require("container", config.Name),
            Spec = ReadSpec(config, spec),
            Template = TemplateBuilder.Rebuild(spec, config),
            Fingerprint = DefinitionFingerprint.Of(configDump, specDump),
            Dependencies = [.. config.Dependencies ?? [], .. JoinReader.Others(config)],
            Pod = string.IsNullOrEmpty(config.Pod) ? null : config.Pod,
            Joined = JoinReader.Read(config),
        };
    }

    private static T Parse<T>(string archiveName, string entry, ReadOnlySpan<byte> json, JsonTypeInfo<T> type)
    {
        try
        {
            return JsonSerializer.Deserialize(json, type)
                ?? throw Invalid(archiveName, entry, "it is empty");
        }
        catch (JsonException e)
        {
            throw Invalid(archiveName, entry, $"failed to unmarshal: {e.Message}", e);
        }
    }

    // Missing members are null here whatever their type says: generated deserialisation does not run initializers.
    private static void RequireComplete(string archiveName, ConfigDump config, OciSpec spec)
    {
        RequireConfig(ContainerId.TryParse(config.Id, out _), $"its id \"{config.Id}\" is not 64 hexadecimal digits");
        RequireConfig(ObjectName.IsValid(config.Name), $"its name \"{config.Name}\" is not a valid container name");
        RequireConfig(
            config.RootfsImageName is { Length: > 0 } && Digest.TryParse(config.RootfsImageId, out _),
            "both RootfsImageName and RootfsImageID must be set");
        RequireConfig(config.Runtime is { Length: > 0 }, "it names no runtime");
        foreach (var volume in config.NamedVolumes ?? [])
        {
            RequireConfig(ObjectName.IsValid(volume.VolumeName), $"\"{volume.VolumeName}\" is not a valid volume name");
            RequireConfig(IsCleanAbsolute(volume.Destination), $"\"{volume.Destination}\" is not a valid mount destination");
        }

        if (spec.Process is not { Args.Count: > 0 } || spec.Linux is null)
        {
            throw Invalid(archiveName, SpecDumpName, "it describes no Linux process");
        }

        foreach (var mount in spec.Mounts ?? [])
        {
            if (!IsCleanAbsolute(mount.Destination))
            {
                throw Invalid(archiveName, SpecDumpName, $"\"{mount.Destination}\" is not a valid mount destination");
            }
        }

        void RequireConfig(bool condition, string complaint)
        {
            if (!condition)
            {
                throw Invalid(archiveName, ConfigDumpName, complaint);
            }
        }
    }

    private static bool IsCleanAbsolute(string path) =>
        path.StartsWith('/') && !path.Contains('\0', StringComparison.Ordinal) && !path.Split('/').Contains("..");

    private static ContainerSpec ReadSpec(ConfigDump config, OciSpec spec) => new()
    {
        ImageName = config.RootfsImageName,
        RawImageName = config.RawImageName ?? config.RootfsImageName,
        ImageId = Digest.Parse(config.RootfsImageId),
        Runtime = config.Runtime,
        CreateCommand = config.CreateCommand ?? [],
        Process = ReadProcess(config, spec),
        Security = PrivilegeReader.ReadSecurity(config, spec),
        Resources = ReadResources(config, spec),
        Namespaces = ReadNamespaces(spec),
        Network = ReadNetwork(config, spec),
        Volumes = [.. (config.NamedVolumes ?? []).Select(ReadVolume)],
        Binds = [.. TemplateBuilder.PersonalBinds(spec, config).Select(ReadBind)],
        Tmpfs = [.. TemplateBuilder.PersonalTmpfs(spec).Select(m => new TmpfsMount(m.Destination, m.Options ?? []))],
        Labels = config.Labels ?? new SortedDictionary<string, string>(),
        Annotations = spec.Annotations ?? new SortedDictionary<string, string>(),
        Log = new LogSpec { Driver = string.IsNullOrEmpty(config.LogDriver) ? "k8s-file" : config.LogDriver },
        Restart = string.IsNullOrEmpty(config.RestartPolicy)
            ? RestartPolicy.No
            : new RestartPolicy(config.RestartPolicy, config.RestartRetries),
        AutoRemove = spec.Annotations?.GetValueOrDefault("io.podman.annotations.autoremove") == "TRUE",
        Health = ReadHealthCheck(config.HealthCheck),
    };

    private static ProcessSpec ReadProcess(ConfigDump config, OciSpec spec)
    {
        var process = spec.Process!;
        var hasCommand = config.Command is { Count: > 0 } || config.Entrypoint is { Count: > 0 };
        return new ProcessSpec
        {
            Entrypoint = config.Entrypoint ?? [],
            Command = hasCommand ? config.Command ?? [] : process.Args,
            Environment = process.Env ?? [],
            WorkingDirectory = process.Cwd,
            User = config.User ?? "",
            Hostname = string.IsNullOrEmpty(spec.Hostname) ? null : spec.Hostname,
            Umask = config.Umask ?? "0022",
            Input = (config.Stdin, process.Terminal == true) switch
            {
                (false, false) => StandardInputMode.None,
                (true, false) => StandardInputMode.Interactive,
                (false, true) => StandardInputMode.Terminal,
                (true, true) => StandardInputMode.InteractiveTerminal,
            },
            StopSignal = config.StopSignal == 0 ? DefaultStopSignal : config.StopSignal,
            StopTimeoutSeconds = config.StopTimeout,
        };
    }

    private static ResourceSpec ReadResources(ConfigDump config, OciSpec spec)
    {
        var resources = spec.Linux!.Resources;
        return new ResourceSpec
        {
            MemoryBytes = resources?.Memory?.Limit,
            MemoryReservationBytes = resources?.Memory?.Reservation,
            MemorySwapBytes = resources?.Memory?.Swap,
            CpuShares = (long?)resources?.Cpu?.Shares,
            CpuPeriod = (long?)resources?.Cpu?.Period,
            CpuQuota = resources?.Cpu?.Quota,
            CpusetCpus = resources?.Cpu?.Cpus,
            CpusetMems = resources?.Cpu?.Mems,
            PidsLimit = resources?.Pids?.Limit ?? -1,
            ShmSizeBytes = config.ShmSize > 0 ? config.ShmSize : DefaultShmSizeBytes,
            Ulimits = [.. (spec.Process!.Rlimits ?? []).Select(r => new Ulimit(r.Type, ToLimit(r.Soft), ToLimit(r.Hard)))],
            OomScoreAdjustment = spec.Process.OomScoreAdj,
            CgroupParent = PodmanDefaults.IsDefaultCgroupParent(config.CgroupParent) ? null : config.CgroupParent,
        };

        static long ToLimit(ulong value) => value > long.MaxValue ? -1 : (long)value;
    }

    private static NamespaceSpec ReadNamespaces(OciSpec spec)
    {
        return new NamespaceSpec
        {
            Pid = Mode("pid", "private"),
            Ipc = Mode("ipc", "shareable"),
            Uts = Mode("uts", "private"),
            Cgroup = Mode("cgroup", "private"),
        };

        string Mode(string type, string own) => TemplateBuilder.HasNamespace(spec, type) ? own : "host";
    }

    private static NetworkSpec ReadNetwork(ConfigDump config, OciSpec spec)
    {
        var attachments = (config.OrderedNetworks ?? []).Select(n => ReadAttachment(n.Name, n.Options)).ToList();
        if (attachments.Count == 0)
        {
            attachments.AddRange((config.Networks ?? new Dictionary<string, ConfigDumpNetwork>())
                .Select(n => ReadAttachment(n.Key, n.Value)));
        }

        return new NetworkSpec
        {
            Mode = (attachments.Count > 0 || config.CreateNetworkNamespace, TemplateBuilder.HasNamespace(spec, "network")) switch
            {
                (true, _) => "bridge",
                (false, true) => "none",
                (false, false) => "host",
            },
            KeepsImageHosts = config.UseImageHosts,
            Attachments = attachments,
            Ports = [.. (config.Ports ?? []).Select(p =>
                new PortMapping(p.HostAddress, p.HostPort, p.ContainerPort, Math.Max((ushort)1, p.Range), p.Protocol))],
            Dns = new DnsSpec
            {
                Servers = config.DnsServers ?? [],
                Searches = config.DnsSearches ?? [],
                Options = config.DnsOptions ?? [],
            },
            AddedHosts = config.AddedHosts ?? [],
        };
    }

    private static NetworkAttachment ReadAttachment(string name, ConfigDumpNetwork? options) => new()
    {
        Network = name,
        StaticAddresses = options?.StaticAddresses ?? [],
        StaticMac = options?.StaticMac,
        InterfaceName = string.IsNullOrEmpty(options?.InterfaceName) ? null : options.InterfaceName,
        Aliases = options?.Aliases ?? [],
    };

    private static VolumeMount ReadVolume(ConfigDumpVolume volume) => new()
    {
        Name = volume.VolumeName,
        Destination = volume.Destination,
        Options = volume.Options ?? [],
        Anonymous = volume.Anonymous,
        SubPath = volume.SubPath ?? "",
    };

    private static BindMount ReadBind(OciMount mount) => new(mount.Source ?? "", mount.Destination, mount.Options ?? []);

    private static HealthCheck? ReadHealthCheck(ConfigDumpHealthCheck? check) =>
        check is not { Test: { Count: > 0 } test } ? null : new HealthCheck
        {
            Test = test,
            Interval = FromNanoseconds(check.Interval),
            Timeout = FromNanoseconds(check.Timeout),
            StartPeriod = FromNanoseconds(check.StartPeriod),
            Retries = check.Retries,
        };

    private static TimeSpan FromNanoseconds(long nanoseconds) => TimeSpan.FromTicks(nanoseconds / 100);

    private static GantryException Invalid(string archiveName, string entry, string complaint, Exception? inner = null) =>
        new(ErrorCode.Invalid, $"Cannot restore from {archiveName}: {entry} is not usable: {complaint}.", inner);
}
