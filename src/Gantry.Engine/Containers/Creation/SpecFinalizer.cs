using Gantry.Engine.Model;
using Gantry.Engine.Model.Containers;
using Gantry.Engine.Model.Oci;
using Gantry.Linux;

namespace Gantry.Engine.Containers.Creation;

/// <summary>Fits a template to one start on this host; see <see cref="BundleBuilder.Finalize"/>.</summary>
internal sealed class SpecFinalizer(EngineOptions options, HostLayout layout, HostFacts host)
{
    /// <summary>Makes what the runtime gets.</summary>
    public FinalizedSpec Finalize(OciSpec template, Container container, FinalizeContext context)
    {
        var warnings = new List<string>();
        var spec = container.Spec;
        var user = context.Restoring ? null : LookUpUser(container, context);
        using var rootfs = context.Restoring ? null : new RootfsFolder(context.RootPath);
        var mounts = BuildMounts(template.Mounts, spec, context, user, rootfs);
        if (user is not null && rootfs is not null && !MountTable.Covers(mounts, spec.Process.WorkingDirectory))
        {
            rootfs.RequireWorkingDirectory(
                spec.Process.WorkingDirectory, spec.Process.CreateWorkingDirectory, user, container.Id);
        }

        var hostname = context.JoinedHostname ?? template.Hostname ?? ContainerHostname.For(container, host.Hostname);
        var finalized = template with
        {
            Process = BuildProcess(template.Process ?? new OciProcess(), spec, user, hostname, warnings),
            Root = new OciRoot { Path = context.RootPath, Readonly = template.Root?.Readonly },
            Hostname = spec.Namespaces.Uts == "private" ? hostname : null,
            Mounts = mounts,
            Annotations = new SortedDictionary<string, string>(
                template.Annotations?.ToDictionary() ?? [], StringComparer.Ordinal)
            {
                // The runtime remembers it from here on; there is a file only when CRIU is to read one.
                [CriuAnnotations.Configuration] = layout.CriuConfiguration(container.Id),
            },
            Linux = BuildLinux(template.Linux ?? new OciLinux(), container, context, mounts, warnings),
        };
        return new FinalizedSpec(finalized, warnings);
    }

    private static ProcessUser LookUpUser(Container container, FinalizeContext context)
    {
        var spec = container.Spec;
        var database = UserDatabase.Read(context.RootPath, spec.Binds);
        return UserLookup.Find(database, spec.Process.User, spec.Security.GroupAdd);
    }

    private OciProcess BuildProcess(
        OciProcess template, ContainerSpec spec, ProcessUser? user, string hostname, List<string> warnings) =>
        template with
        {
            User = user is null
                ? template.User
                : template.User with
                {
                    Uid = user.Uid,
                    Gid = user.Gid,
                    AdditionalGids = user.AdditionalGids.Count > 0 ? user.AdditionalGids : null,
                },
            Env = user is null ? template.Env : BuildEnvironment(template.Env ?? [], spec, user, hostname),
            Capabilities = template.Capabilities is { } capabilities
                ? CapabilitySets.Limit(capabilities, host.Capabilities, warnings)
                : null,
            Rlimits = template.Rlimits is { } limits ? ProcessLimits.Limit(limits, host, warnings) : null,
            OomScoreAdj = LimitOomScore(template.OomScoreAdj, warnings),
        };

    private string[] BuildEnvironment(
        IReadOnlyList<string> template, ContainerSpec spec, ProcessUser user, string hostname)
    {
        var name = spec.Namespaces.Uts == "host" ? host.Hostname : hostname;
        return
        [
            .. template,
            .. Missing("HOME", user.Home),
            .. Missing("HOSTNAME", name),
        ];

        string[] Missing(string key, string value) =>
            value.Length == 0 || template.Any(entry => entry.StartsWith(key + "=", StringComparison.Ordinal))
                ? []
                : [$"{key}={value}"];
    }

    private int? LimitOomScore(int? wanted, List<string> warnings)
    {
        if (wanted is null || wanted >= host.OomScoreAdjustment || host.Capabilities.Contains("CAP_SYS_RESOURCE"))
        {
            return wanted;
        }

        warnings.Add(
            $"The adjustment of the out-of-memory score is raised from {wanted} to {host.OomScoreAdjustment}: this process "
            + "has no CAP_SYS_RESOURCE to go below its own.");
        return host.OomScoreAdjustment;
    }

    private OciLinux BuildLinux(
        OciLinux template,
        Container container,
        FinalizeContext context,
        IReadOnlyList<OciMount> mounts,
        List<string> warnings) =>
        template with
        {
            CgroupsPath = CgroupPaths.For(container, options, layout),
            Namespaces = NamespaceList.For(container.Spec, context),
            Devices = container.Spec.Security.Privileged ? HostDevices.All() : template.Devices,
            Resources = template.Resources is { } resources
                ? CgroupLimits.Limit(resources, host.Controllers, warnings)
                : null,
            RootfsPropagation = MountTable.RootPropagation(mounts),
        };

    private static IReadOnlyList<OciMount> BuildMounts(
        IReadOnlyList<OciMount> template,
        ContainerSpec spec,
        FinalizeContext context,
        ProcessUser? user,
        RootfsFolder? rootfs)
    {
        var volumes = spec.Volumes.Select(volume => MountVolume(volume, context)).ToArray();
        var taken = spec.Volumes.Select(volume => volume.Destination)
            .Concat(spec.Binds.Select(bind => bind.Destination))
            .Concat(spec.Tmpfs.Select(tmpfs => tmpfs.Destination))
            .ToHashSet();
        var replaced = EngineMounts.Destinations.Except(taken)
            .Concat(spec.Volumes.Select(volume => volume.Destination))
            .ToHashSet();
        var kept = template
            .Where(mount => !replaced.Contains(mount.Destination))
            .Select(mount => Fit(mount, spec, user, rootfs));
        return MountTable.Sort([.. kept, .. volumes, .. EngineMounts.For(spec, context, taken)]);
    }

    private static OciMount Fit(OciMount mount, ContainerSpec spec, ProcessUser? user, RootfsFolder? rootfs)
    {
        // An archive's host path may have been mapped to another one here.
        if (mount.Type == "bind" && spec.Binds.FirstOrDefault(b => b.Destination == mount.Destination) is { } bind)
        {
            return mount with { Source = bind.Source };
        }

        if (mount.Type != "tmpfs" || user is null || rootfs is null)
        {
            return mount;
        }

        return mount with
        {
            // runc and others choke on links in it.
            Destination = rootfs.Resolve(mount.Destination),
            Options = MountOptions.ForRuntime(mount.Options ?? [], user),
        };
    }

    private static OciMount MountVolume(VolumeMount volume, FinalizeContext context)
    {
        if (!context.VolumeMountPoints.TryGetValue(volume.Name, out var mountPoint))
        {
            throw new ArgumentException($"The mount point of volume {volume.Name} is not given.", nameof(context));
        }

        return new OciMount
        {
            Destination = volume.Destination,
            Type = "bind",
            Source = volume.SubPath.Length == 0 ? mountPoint : FindSubPath(volume, mountPoint),
            Options = MountOptions.ForRuntime(volume.Options),
        };
    }

    /// <summary>
    /// A folder inside a volume. Links are refused: the runtime follows them on the host, where they would lead out.
    /// </summary>
    private static string FindSubPath(VolumeMount volume, string mountPoint)
    {
        try
        {
            using var root = DirectoryDescriptor.Open(mountPoint);
            using var folder = root.OpenDirectory(volume.SubPath);
            return Path.Join(mountPoint, volume.SubPath);
        }
        catch (LinuxException e)
        {
            throw new GantryException(
                ErrorCode.Invalid,
                $"Cannot mount \"{volume.SubPath}\" of volume {volume.Name}: it must be a folder there, without links on "
                + $"the way to it ({e.Message}).",
                e);
        }
    }
}
