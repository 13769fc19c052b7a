using System.Collections.Immutable;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Containers;
using Gantry.Engine.Model.Images;
using Gantry.Linux;

namespace Gantry.Engine.Containers.Creation;

/// <summary>Turns what a person asked for, together with the image, into what the container is to be.</summary>
/// <param name="defaults">What it gets when the person does not say.</param>
/// <param name="resolveContainer">Finds the container that <c>container:NAME</c> means; throws NotFound.</param>
internal sealed class SpecResolver(SpecDefaults defaults, Func<string, ContainerId> resolveContainer)
{
    private const string PodmanAnnotations = "io.podman.annotations.";

    private readonly NamespaceResolver _namespaces = new(resolveContainer, defaults.UnifiedCgroups);

    /// <summary>Resolves a request; reads environment files and looks at the sources of binds, changes nothing.</summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.Invalid"/>, <see cref="ErrorCode.NotFound"/>.</exception>
    public ResolvedSpec Resolve(CreateRequest request, Image image)
    {
        RequestRules.RequireCompatible(request);
        RequestRules.RequireValid(request.Resources);
        RequireValid(request.Security);
        var warnings = new List<string>();
        var namespaces = _namespaces.Resolve(request.Namespaces);
        var network = ResolveNetwork(request.Network, image.Config, warnings);
        RequestRules.RequireValid(request.Security.Sysctls, namespaces, network.Mode);
        var mounts = MountResolver.Resolve(request.Mounts, image.Config.Volumes, request.Security.ReadOnlyRootfs);
        var spec = new ContainerSpec
        {
            ImageName = ImageNames.Matching(request.Image, image),
            RawImageName = request.Image,
            ImageId = image.Id,
            Runtime = defaults.Runtime,
            CreateCommand = request.CreateCommand,
            Process = ResolveProcess(request, image.Config),
            Security = request.Security,
            Resources = request.Resources with
            {
                CgroupParent = CgroupPaths.RequireUsable(request.Resources.CgroupParent, defaults.CgroupManager),
            },
            Namespaces = namespaces,
            Network = network,
            Volumes = mounts.Volumes,
            Binds = mounts.Binds,
            Tmpfs = mounts.Tmpfs,
            Devices = request.Devices,
            Labels = Merge(image.Config.Labels, request.Labels),
            Annotations = ResolveAnnotations(request, image),
            Log = request.Log,
            Restart = request.Restart,
            Health = request.Health ?? image.Config.Health,
            AutoRemove = request.AutoRemove,
            PidFile = request.PidFile,
            Pod = request.Pod,
        };
        return new ResolvedSpec(spec, warnings);
    }

    private ProcessSpec ResolveProcess(CreateRequest request, ImageConfig image)
    {
        // An entry point of the person's own makes the image's command meaningless.
        var command = request.Command.Count > 0 || request.Entrypoint is not null ? request.Command : image.Command;
        var entrypoint = request.Entrypoint ?? image.Entrypoint;
        entrypoint = entrypoint is [""] ? [] : entrypoint;
        if (entrypoint.Count + command.Count == 0)
        {
            throw new GantryException(
                ErrorCode.Invalid, "no command or entrypoint provided, and no CMD or ENTRYPOINT from image");
        }

        return new ProcessSpec
        {
            Entrypoint = entrypoint,
            Command = command,
            Environment = EnvironmentResolver.Resolve(request, image.Environment, defaults.HostEnvironment),
            WorkingDirectory = ResolveWorkingDirectory(request.WorkingDirectory, image.WorkingDirectory),
            CreateWorkingDirectory = request.WorkingDirectory is null,
            User = request.User ?? image.User,
            Hostname = request.Hostname,
            Umask = RequireUmask(request.Umask ?? "0022"),
            Input = request.Input,
            Init = request.Init,
            StopSignal = ParseSignal(request.StopSignal ?? image.StopSignal),
            StopTimeoutSeconds = request.StopTimeoutSeconds ?? new ProcessSpec().StopTimeoutSeconds,
        };
    }

    private NetworkSpec ResolveNetwork(NetworkSpec request, ImageConfig image, List<string> warnings)
    {
        var mode = _namespaces.ResolveNetwork(request.Mode.Length == 0 ? defaults.NetworkMode : request.Mode);
        if (mode == "bridge" && request.PublishAll)
        {
            return request with { Mode = mode, Ports = [.. request.Ports, .. ExposedPorts(request, image)] };
        }

        if (mode == "bridge" || request.Ports.Count == 0)
        {
            return request with { Mode = mode };
        }

        warnings.Add(
            "Port mappings have been discarded as one of the Host, Container, Pod, and None network modes are in use");
        return request with { Mode = mode, Ports = [] };
    }

    /// <summary>Those that the image exposes and nobody published by hand.</summary>
    private static IEnumerable<PortMapping> ExposedPorts(NetworkSpec request, ImageConfig image) =>
        image.ExposedPorts
            .Select(PortMapping.Parse)
            .Where(exposed => !request.Ports.Any(
                port => port.ContainerPort == exposed.ContainerPort && port.Protocol == exposed.Protocol));

    private static void RequireValid(SecuritySpec security)
    {
        SecurityOptions.Parse(security.SecurityOptions);

        // Which ones we hold does not matter for whether the names make sense.
        CapabilitySets.For(security with { Privileged = false }, "", CapabilityNames.ByNumber.ToImmutableHashSet());
    }

    private static string ResolveWorkingDirectory(string? typed, string image)
    {
        if (typed is null)
        {
            return ContainerPath.Clean("/" + image);
        }

        return typed.StartsWith('/')
            ? ContainerPath.Clean(typed)
            : throw new GantryException(
                ErrorCode.Invalid, $"the working directory \"{typed}\" is invalid, it needs to be an absolute path");
    }

    private static string RequireUmask(string umask) =>
        umask.Length is >= 1 and <= 4 && umask.All(c => c is >= '0' and <= '7')
            ? umask
            : throw new GantryException(ErrorCode.Invalid, $"invalid umask string {umask}: invalid argument");

    private static int ParseSignal(string text) =>
        text.Length == 0
            ? new ProcessSpec().StopSignal
            : Signals.TryParse(text) ?? throw new GantryException(ErrorCode.Invalid, $"invalid signal: {text}");

    private static ImmutableSortedDictionary<string, string> ResolveAnnotations(CreateRequest request, Image image)
    {
        var annotations = Merge(
            image.Annotations
                .Where(pair => !pair.Key.StartsWith(PodmanAnnotations, StringComparison.Ordinal))
                .ToDictionary(),
            request.Annotations);
        return request.CidFile is null
            ? annotations
            : annotations.SetItem(PodmanAnnotations + "cid-file", request.CidFile);
    }

    private static ImmutableSortedDictionary<string, string> Merge(
        IReadOnlyDictionary<string, string> first, IReadOnlyDictionary<string, string> winner) =>
        ImmutableSortedDictionary<string, string>.Empty.WithComparers(StringComparer.Ordinal)
            .SetItems(first)
            .SetItems(winner);
}
