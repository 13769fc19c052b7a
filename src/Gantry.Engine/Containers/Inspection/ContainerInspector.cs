using Gantry.Engine.Model;
using Gantry.Engine.Model.Containers;
using Gantry.Engine.Model.Inspection;
using Gantry.Engine.Model.Oci;

namespace Gantry.Engine.Containers.Inspection;

/// <summary>Shows a container the way Podman's <c>inspect</c> does.</summary>
internal static class ContainerInspector
{
    /// <summary>Builds the inspection.</summary>
    /// <param name="container">The container as the kernel shows it now.</param>
    /// <param name="oci">Its runtime configuration.</param>
    /// <param name="facts">What else is needed.</param>
    public static ContainerInspection Inspect(Container container, OciSpec oci, InspectionFacts facts)
    {
        var (spec, layout, id) = (container.Spec, facts.Layout, container.Id);
        IReadOnlyList<string> words = oci.Process?.Args is { Count: > 0 } arguments
            ? arguments
            : [.. spec.Process.Entrypoint, .. spec.Process.Command];
        return new ContainerInspection
        {
            Id = id.ToString(),
            Created = container.Created,
            Path = words.Count > 0 ? words[0] : "",
            Args = [.. words.Skip(1)],
            State = StateInspector.Inspect(container, oci),
            Image = spec.ImageId.Hex,
            ImageDigest = facts.Image?.ManifestDigest.ToString() ?? "",
            ImageName = spec.ImageName,
            ResolvConfPath = SourceOf(oci, "/etc/resolv.conf"),
            HostnamePath = SourceOf(oci, "/etc/hostname"),
            HostsPath = SourceOf(oci, "/etc/hosts"),
            StaticDir = layout.Bundle(id),
            OciConfigPath = Path.Join(layout.Bundle(id), "config.json"),
            OciRuntime = spec.Runtime,
            ConmonPidFile = Path.Join(layout.Run(id), "conmon.pid"),
            PidFile = spec.PidFile ?? Path.Join(layout.Run(id), "pidfile"),
            Name = container.Name,
            Pod = spec.Pod ?? "",
            IsInfra = spec.IsInfra,
            RestartCount = container.Status.RestartCount,
            MountLabel = oci.Linux?.MountLabel ?? "",
            ProcessLabel = oci.Process?.SelinuxLabel ?? "",
            AppArmorProfile = oci.Process?.ApparmorProfile ?? "",
            EffectiveCaps = oci.Process?.Capabilities?.Effective ?? [],
            BoundingCaps = oci.Process?.Capabilities?.Bounding ?? [],
            ExecIds = [.. container.Status.ExecSessions.Where(
                session => session.ExitCode is null).Select(session => session.Id)],
            GraphDriver = InspectGraphDriver(container, facts),
            SizeRw = facts.Size?.WrittenBytes,
            SizeRootFs = facts.Size?.TotalBytes,
            Mounts = MountInspector.Inspect(spec, layout),
            Dependencies = [.. spec.Dependencies.Select(dependency => dependency.ToString())],
            NetworkSettings = NetworkInspector.Inspect(container, facts.Networks, layout),
            Config = ConfigInspector.Inspect(container, oci),
            HostConfig = HostConfigInspector.Inspect(container, facts),
        };
    }

    private static string SourceOf(OciSpec oci, string destination) =>
        oci.Mounts.FirstOrDefault(mount => mount.Destination == destination)?.Source ?? "";

    private static GraphDriverInspection InspectGraphDriver(Container container, InspectionFacts facts)
    {
        var (layout, id) = (facts.Layout, container.Id);
        var data = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["UpperDir"] = layout.Upper(id),
            ["WorkDir"] = layout.Work(id),
        };
        if (facts.Image is { Layers.Count: > 0 } image)
        {
            data["LowerDir"] = string.Join(
                ':', image.Layers.Reverse().Select(layer => Path.Join(layout.Layers, layer.Hex)));
        }

        if (container.Status.State is ContainerState.Running or ContainerState.Paused)
        {
            data["MergedDir"] = layout.Merged(id);
        }

        return new GraphDriverInspection { Data = data };
    }
}
