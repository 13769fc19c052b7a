using System.Globalization;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Containers;

namespace Gantry.Cli.Rendering;

/// <summary>What listings say about a container.</summary>
internal static class ContainerFacts
{
    private const int CommandWidth = 17;

    /// <summary>Podman's name of a state.</summary>
    public static string StateName(ContainerState state) => state switch
    {
        ContainerState.Created => "created",
        ContainerState.Running => "running",
        ContainerState.Paused => "paused",
        ContainerState.Stopped or ContainerState.Checkpointed => "exited",
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, null),
    };

    /// <summary>Whether it has run and ended.</summary>
    public static bool HasExited(ContainerStatus status) =>
        status.State is ContainerState.Stopped or ContainerState.Checkpointed;

    /// <summary>The STATUS column: <c>Up 3 seconds (healthy)</c>, <c>Exited (0) 2 minutes ago</c>.</summary>
    public static string Status(ContainerStatus status, DateTimeOffset now)
    {
        var health = status.Health is { Status.Length: > 0 } result && status.State == ContainerState.Running
            ? $" ({result.Status})"
            : "";
        return status.State switch
        {
            ContainerState.Created => "Created",
            ContainerState.Running => "Up " + HumanTime.Format(now - (status.StartedAt ?? now)) + health,
            ContainerState.Paused => "Paused",
            ContainerState.Stopped or ContainerState.Checkpointed =>
                $"Exited ({status.ExitCode.ToString(CultureInfo.InvariantCulture)})"
                + (status.FinishedAt is { } end ? " " + HumanTime.FormatAgo(end, now) : ""),
            _ => throw new ArgumentOutOfRangeException(nameof(status), status.State, null),
        };
    }

    /// <summary>Program and arguments.</summary>
    public static (string Path, IReadOnlyList<string> Arguments) Program(Container container)
    {
        IReadOnlyList<string> words = [.. container.Spec.Process.Entrypoint, .. container.Spec.Process.Command];
        return words.Count == 0 ? ("", []) : (words[0], [.. words.Skip(1)]);
    }

    /// <summary>The COMMAND column.</summary>
    public static string Command(Container container, bool truncate)
    {
        var text = string.Join(' ', container.Spec.Process.Command);
        return truncate && text.Length > CommandWidth ? text[..CommandWidth] + "..." : text;
    }

    /// <summary>Paths inside where something is mounted.</summary>
    public static IReadOnlyList<string> MountDestinations(ContainerSpec spec) =>
    [
        .. spec.Binds.Select(bind => bind.Destination),
        .. spec.Volumes.Select(volume => volume.Destination),
        .. spec.Tmpfs.Select(tmpfs => tmpfs.Destination),
    ];

    /// <summary>The PORTS column: <c>127.0.0.1:8080-&gt;80/tcp, 0.0.0.0:5000-5002-&gt;5000-5002/udp</c>.</summary>
    public static string Ports(IReadOnlyList<PortMapping> ports) => string.Join(", ", ports.Select(port =>
    {
        var address = port.HostAddress.Length > 0 ? port.HostAddress : "0.0.0.0";
        return $"{address}:{Range(port.HostPort, port.Range)}->{Range(port.ContainerPort, port.Range)}/{port.Protocol}";
    }));

    private static string Range(ushort first, ushort count) =>
        count > 1
            ? string.Create(CultureInfo.InvariantCulture, $"{first}-{first + count - 1}")
            : first.ToString(CultureInfo.InvariantCulture);
}
