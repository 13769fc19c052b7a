using System.Globalization;
using System.Text.Json;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Containers;
using Gantry.Engine.Model.Oci;

namespace Gantry.Engine.Containers.Creation;

/// <summary>Makes the OCI specification of a container, the same as Podman 4.3.1 makes for the same request.</summary>
/// <remarks>
/// In two steps: a template that is stored with the container (bundle/spec.json), and, for each start or restore, the
/// configuration the runtime gets, with the paths of this start.
/// </remarks>
internal sealed class BundleBuilder(EngineOptions options, HostLayout layout, HostFacts host)
{
    private static readonly string[] s_initOptions = ["bind", "ro", "rprivate"];

    private readonly SpecFinalizer _finalizer = new(options, layout, host);

    /// <summary>The specification without paths that change from start to start.</summary>
    /// <exception cref="GantryException">
    /// <see cref="ErrorCode.NotFound"/>: no such device or profile. <see cref="ErrorCode.Invalid"/>: a device or profile
    /// that is none. <see cref="ErrorCode.Incompatible"/>: no init, no default profile, no AppArmor here.
    /// </exception>
    public OciSpec BuildTemplate(Container container)
    {
        var spec = container.Spec;
        var security = SecurityOptions.Parse(spec.Security.SecurityOptions);
        var capabilities = CapabilitySets.For(spec.Security, spec.Process.User, host.Capabilities);
        return new OciSpec
        {
            Process = BuildProcess(spec, security, capabilities),
            Root = new OciRoot { Readonly = TrueOrNull(spec.Security.ReadOnlyRootfs) },
            Hostname = spec.Process.Hostname,
            Mounts = BuildMounts(spec, security),
            Annotations = BuildAnnotations(container, security),
            Linux = BuildLinux(spec, security, capabilities),
        };
    }

    /// <summary>
    /// Fills in root, cgroup, namespaces, the engine's own mounts, volumes and ids. What the template has of these is
    /// replaced, so a finalized specification, also one out of an archive, may be finalized again.
    /// </summary>
    /// <remarks>
    /// Creates the working directory in the root file system when it is missing and the image names it. What this host
    /// cannot grant is lowered or left out, and told.
    /// </remarks>
    /// <exception cref="GantryException"><see cref="ErrorCode.Invalid"/>: no such user, group or working directory.</exception>
    /// <exception cref="ArgumentException">The context lacks a volume or a namespace the container needs.</exception>
    public FinalizedSpec Finalize(OciSpec template, Container container, FinalizeContext context) =>
        _finalizer.Finalize(template, container, context);

    private OciProcess BuildProcess(ContainerSpec spec, SecurityOptions security, OciCapabilities capabilities)
    {
        string[] command = [.. spec.Process.Entrypoint, .. spec.Process.Command];
        return new OciProcess
        {
            Terminal = TrueOrNull(spec.Process.HasTerminal),
            User = new OciUser { Umask = Convert.ToUInt32(spec.Process.Umask, 8) },
            Args = spec.Process.Init ? [InitProgram.PathInside, "--", .. command] : command,
            Env = spec.Process.Environment,
            Cwd = spec.Process.WorkingDirectory,
            Capabilities = capabilities,
            Rlimits = ProcessLimits.For(spec.Resources.Ulimits, host),
            NoNewPrivileges = TrueOrNull(security.NoNewPrivileges),
            ApparmorProfile = BuildAppArmor(security.AppArmor),
            OomScoreAdj = spec.Resources.OomScoreAdjustment,
        };
    }

    private string? BuildAppArmor(string? profile)
    {
        if (!host.HasAppArmor && profile is not (null or "unconfined"))
        {
            throw new GantryException(
                ErrorCode.Incompatible,
                $"apparmor profile \"{profile}\" specified, but Apparmor is not enabled on this system");
        }

        return host.HasAppArmor ? profile : null;
    }

    private OciMount[] BuildMounts(ContainerSpec spec, SecurityOptions security)
    {
        OciMount[] own =
        [
            .. spec.Binds.Select(bind => Bind(bind.Source, bind.Destination, MountOptions.ForRuntime(bind.Options))),
            .. spec.Tmpfs.Select(
                tmpfs => new OciMount
                {
                    Destination = tmpfs.Destination,
                    Type = "tmpfs",
                    Source = "tmpfs",
                    Options = tmpfs.Options,
                }),
            .. spec.Process.Init ? (OciMount[])[Bind(InitProgram.Require(host.InitProgram), InitProgram.PathInside, s_initOptions)] : [],
        ];
        var destinations = own.Select(mount => mount.Destination)
            .Concat(spec.Volumes.Select(volume => volume.Destination))
            .ToHashSet();
        var system = SystemMounts.For(spec.Security, security, host.UnifiedCgroups);
        return [.. MountTable.Supersede(own, system, destinations)];
    }

    private OciLinux BuildLinux(ContainerSpec spec, SecurityOptions security, OciCapabilities capabilities)
    {
        var (devices, rules) = spec.Security.Privileged ? ([], []) : HostDevices.Find(spec.Devices);
        OciDeviceRule[] allRules = spec.Security.Privileged
            ? [new OciDeviceRule(true, Access: "rwm")]
            : [new OciDeviceRule(false, Access: "rwm"), .. rules];
        return new OciLinux
        {
            Sysctl = BuildSysctls(spec),
            Resources = CgroupLimits.For(spec.Resources, allRules),
            Devices = devices.Count > 0 ? devices : null,
            Seccomp = BuildSeccomp(spec, security, capabilities),
            MaskedPaths = KernelPaths.Masked(spec.Security, security),
            ReadonlyPaths = KernelPaths.ReadOnly(spec.Security, security),
        };
    }

    private JsonElement? BuildSeccomp(ContainerSpec spec, SecurityOptions security, OciCapabilities capabilities)
    {
        // The rules must fit what the container really gets.
        var bounding = capabilities.Bounding?.Where(host.Capabilities.Contains).ToHashSet() ?? [];
        return SeccompProfileFile.Read(security.Seccomp, spec.Security.Privileged, host.SeccompProfile) is { } profile
            ? SeccompProfile.Translate(profile, bounding, host)
            : null;
    }

    private static SortedDictionary<string, string>? BuildSysctls(ContainerSpec spec)
    {
        var sysctls = new SortedDictionary<string, string>(StringComparer.Ordinal);
        if (spec.Network.Mode != "host" && !spec.Network.Mode.StartsWith("container:", StringComparison.Ordinal))
        {
            // Debian's containers.conf: everybody in the container may ping without CAP_NET_RAW.
            sysctls["net.ipv4.ping_group_range"] = "0 0";
        }

        foreach (var (name, value) in spec.Security.Sysctls)
        {
            sysctls[name] = value;
        }

        return sysctls.Count > 0 ? sysctls : null;
    }

    private static SortedDictionary<string, string> BuildAnnotations(Container container, SecurityOptions security)
    {
        var spec = container.Spec;
        var annotations = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            // checkpointctl and Podman tell by it whose container it is.
            ["io.container.manager"] = "libpod",
            ["io.kubernetes.cri-o.Created"] = container.Created.UtcDateTime.ToString(
                "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", CultureInfo.InvariantCulture),
            ["io.kubernetes.cri-o.TTY"] = spec.Process.HasTerminal ? "true" : "false",
            ["io.podman.annotations.autoremove"] = Flag(spec.AutoRemove),
            ["io.podman.annotations.init"] = Flag(spec.Process.Init),
            ["io.podman.annotations.privileged"] = Flag(spec.Security.Privileged),
            ["io.podman.annotations.publish-all"] = Flag(false),
            ["org.opencontainers.image.stopSignal"] = spec.Process.StopSignal.ToString(CultureInfo.InvariantCulture),
        };
        AddIfSet("io.podman.annotations.apparmor", security.AppArmor);
        AddIfSet("io.podman.annotations.seccomp", security.Seccomp);
        AddIfSet(
            "io.podman.annotations.label",
            security.Labels.Count > 0 ? string.Join(",label=", security.Labels) : null);
        foreach (var (name, value) in spec.Annotations)
        {
            annotations[name] = value;
        }

        return annotations;

        void AddIfSet(string name, string? value)
        {
            if (value is not null)
            {
                annotations[name] = value;
            }
        }
    }

    private static string Flag(bool isSet) => isSet ? "TRUE" : "FALSE";

    private static bool? TrueOrNull(bool value) => value ? true : null;

    private static OciMount Bind(string source, string destination, IReadOnlyList<string> options) =>
        new() { Destination = destination, Type = "bind", Source = source, Options = options };
}
