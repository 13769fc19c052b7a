using System.Globalization;
using Gantry.Engine.Model.Containers;
using Gantry.Engine.Model.Inspection;
using Gantry.Engine.Model.Oci;

namespace Gantry.Engine.Containers.Inspection;

/// <summary>Shows what a container was to be.</summary>
internal static class ConfigInspector
{
    /// <summary>Builds <c>Config</c>.</summary>
    public static ContainerConfigInspection Inspect(Container container, OciSpec oci)
    {
        var (spec, process) = (container.Spec, container.Spec.Process);
        return new ContainerConfigInspection
        {
            Hostname = oci.Hostname ?? process.Hostname ?? "",
            User = process.User,
            Tty = process.HasTerminal,
            OpenStdin = process.IsInteractive,
            Env = oci.Process?.Env ?? process.Environment,
            Cmd = process.Command.Count > 0 ? process.Command : null,
            Image = spec.ImageName,
            WorkingDir = process.WorkingDirectory,
            Entrypoint = string.Join(' ', process.Entrypoint),
            Labels = spec.Labels.Count > 0 ? spec.Labels : null,
            Annotations = Annotations(container),
            StopSignal = (uint)process.StopSignal,
            Healthcheck = InspectHealthCheck(spec.Health),
            CreateCommand = spec.CreateCommand.Count > 0 ? spec.CreateCommand : null,
            Umask = process.Umask,
            StopTimeout = (uint)process.StopTimeoutSeconds,
        };
    }

    /// <summary>A health check with times in nanoseconds; null for none.</summary>
    public static HealthcheckInspection? InspectHealthCheck(HealthCheck? check) =>
        check is null ? null : new HealthcheckInspection
        {
            Test = check.Test,
            StartPeriod = Nanoseconds(check.StartPeriod),
            Interval = Nanoseconds(check.Interval),
            Timeout = Nanoseconds(check.Timeout),
            Retries = check.Retries,
        };

    /// <summary>The container's own, and Podman's marks for tools that look for them.</summary>
    private static SortedDictionary<string, string> Annotations(Container container)
    {
        var spec = container.Spec;
        var annotations = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["io.container.manager"] = "libpod",
            ["io.kubernetes.cri-o.Created"] = GoTimeConverter.Format(container.Created),
            ["io.kubernetes.cri-o.TTY"] = spec.Process.HasTerminal ? "true" : "false",
            ["io.podman.annotations.autoremove"] = UpperCase(spec.AutoRemove),
            ["io.podman.annotations.init"] = UpperCase(spec.Process.Init),
            ["io.podman.annotations.privileged"] = UpperCase(spec.Security.Privileged),
            ["io.podman.annotations.publish-all"] = "FALSE",
            ["org.opencontainers.image.stopSignal"] = spec.Process.StopSignal.ToString(CultureInfo.InvariantCulture),
        };
        foreach (var (key, value) in spec.Annotations)
        {
            annotations[key] = value;
        }

        return annotations;
    }

    private static string UpperCase(bool value) => value ? "TRUE" : "FALSE";

    private static long Nanoseconds(TimeSpan span) => span.Ticks * TimeSpan.NanosecondsPerTick;
}
