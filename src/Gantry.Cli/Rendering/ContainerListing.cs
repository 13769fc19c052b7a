using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json.Nodes;
using Gantry.Engine.Model.Containers;
using Gantry.Templates;

namespace Gantry.Cli.Rendering;

/// <summary>The rows of <c>ps</c>.</summary>
internal sealed class ContainerListing
{
    private static readonly FrozenDictionary<string, string> s_headers = new Dictionary<string, string>
    {
        ["ID"] = "CONTAINER ID",
        ["Names"] = "NAMES",
        ["CreatedHuman"] = "CREATED",
        ["RunningFor"] = "CREATED",
        ["CreatedAt"] = "CREATED AT",
        ["ImageID"] = "IMAGE ID",
        ["Pid"] = "PID",
        ["Pod"] = "POD ID",
        ["PodName"] = "PODNAME",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private readonly DateTimeOffset _now;
    private readonly bool _truncate;
    private readonly Func<Container, (long Written, long Total)?> _measure;

    /// <summary>Prepares.</summary>
    /// <param name="now">The present.</param>
    /// <param name="truncate">Whether ids and commands are cut.</param>
    /// <param name="measure">Sizes; null where none was asked for.</param>
    public ContainerListing(DateTimeOffset now, bool truncate, Func<Container, (long Written, long Total)?> measure)
    {
        _now = now;
        _truncate = truncate;
        _measure = measure;
    }

    /// <summary>Names of pods by their ids.</summary>
    public IReadOnlyDictionary<string, string> PodNames { get; init; } = new Dictionary<string, string>();

    /// <summary>The table's format.</summary>
    public static string DefaultFormat(bool withSize, bool withPod = false) =>
        @"table {{.ID}}\t{{.Image}}\t{{.Command}}\t{{.CreatedHuman}}\t{{.Status}}\t{{.Ports}}\t{{.Names}}"
        + (withPod ? @"\t{{.Pod}}\t{{.PodName}}" : "")
        + (withSize ? @"\t{{.Size}}" : "");

    /// <summary>The text for a format.</summary>
    /// <exception cref="TemplateException">The format is wrong.</exception>
    public string Render(IReadOnlyList<Container> containers, string format, bool noHeading) =>
        TemplateData.IsJson(format)
            ? Json.Indented(new JsonArray([.. containers.Select(ToJson)]), 2) + "\n"
            : RowFormat.Parse(format, s_headers, "ps", TemplateData.Schema)
                .Render([.. containers.Select(ToRow)], noHeading);

    /// <summary>The fields of a row for templates.</summary>
    private JsonObject ToRow(Container container)
    {
        var (spec, status) = (container.Spec, container.Status);
        var state = ContainerFacts.StateName(status.State);
        return new JsonObject
        {
            ["ID"] = _truncate ? container.Id.ShortForm : container.Id.ToString(),
            ["Id"] = container.Id.ToString(),
            ["Image"] = spec.ImageName,
            ["ImageID"] = _truncate ? spec.ImageId.Hex[..12] : spec.ImageId.Hex,
            ["Command"] = ContainerFacts.Command(container, _truncate),
            ["CreatedHuman"] = HumanTime.FormatAgo(container.Created, _now),
            ["RunningFor"] = HumanTime.FormatAgo(container.Created, _now),
            ["CreatedAt"] = GoTimeText.Format(container.Created),
            ["Created"] = GoTimeText.Format(container.Created),
            ["Status"] = ContainerFacts.Status(status, _now),
            ["State"] = state,
            ["Ports"] = ContainerFacts.Ports(spec.Network.Ports),
            ["Names"] = container.Name,
            ["Mounts"] = Json.Array(ContainerFacts.MountDestinations(spec)),
            ["Labels"] = Json.Map(spec.Labels),
            ["Networks"] = string.Join(',', spec.Network.Attachments.Select(attachment => attachment.Network)),
            ["Size"] = SizeText(container),
            ["Pid"] = status.Process?.Pid ?? 0,
            ["Pod"] = spec.Pod is { } pod && _truncate ? pod[..12] : spec.Pod ?? "",
            ["PodName"] = PodName(spec),
            ["Exited"] = ContainerFacts.HasExited(status),
            ["ExitCode"] = status.ExitCode,
            ["ExitedAt"] = UnixTime(status.FinishedAt),
            ["StartedAt"] = UnixTime(status.StartedAt),
            ["Restarts"] = status.RestartCount,
            ["AutoRemove"] = spec.AutoRemove,
            ["IsInfra"] = spec.IsInfra,
        };
    }

    /// <summary>The fields of <c>--format json</c> (podman, cmd/podman/containers/ps.go).</summary>
    private JsonNode ToJson(Container container)
    {
        var (spec, status) = (container.Spec, container.Status);
        return new JsonObject
        {
            ["AutoRemove"] = spec.AutoRemove,
            ["Command"] = Json.Array(spec.Process.Command),
            ["CreatedAt"] = HumanTime.FormatAgo(container.Created, _now),
            ["Exited"] = ContainerFacts.HasExited(status),
            ["ExitedAt"] = UnixTime(status.FinishedAt),
            ["ExitCode"] = status.ExitCode,
            ["Id"] = container.Id.ToString(),
            ["Image"] = spec.ImageName,
            ["ImageID"] = spec.ImageId.Hex,
            ["IsInfra"] = spec.IsInfra,
            ["Labels"] = spec.Labels.Count == 0 ? null : Json.Map(spec.Labels),
            ["Mounts"] = Json.Array(ContainerFacts.MountDestinations(spec)),
            ["Names"] = Json.Array([container.Name]),
            ["Namespaces"] = new JsonObject(),
            ["Networks"] = Json.Array(spec.Network.Attachments.Select(attachment => attachment.Network)),
            ["Pid"] = status.Process?.Pid ?? 0,
            ["Pod"] = spec.Pod ?? "",
            ["PodName"] = PodName(spec),
            ["Ports"] = spec.Network.Ports.Count == 0 ? null : new JsonArray([.. spec.Network.Ports.Select(ToJson)]),
            ["Size"] = _measure(container) is var (written, total)
                ? new JsonObject { ["rootFsSize"] = total, ["rwSize"] = written }
                : null,
            ["StartedAt"] = UnixTime(status.StartedAt),
            ["State"] = ContainerFacts.StateName(status.State),
            ["Status"] = ContainerFacts.Status(status, _now),
            ["Created"] = container.Created.ToUnixTimeSeconds(),
        };
    }

    private string PodName(ContainerSpec spec) => spec.Pod is null ? "" : PodNames.GetValueOrDefault(spec.Pod) ?? "";

    private static JsonNode ToJson(PortMapping port) => new JsonObject
    {
        ["host_ip"] = port.HostAddress,
        ["container_port"] = port.ContainerPort,
        ["host_port"] = port.HostPort,
        ["range"] = port.Range,
        ["protocol"] = port.Protocol,
    };

    private string SizeText(Container container) => _measure(container) is var (written, total)
        ? string.Create(
            CultureInfo.InvariantCulture, $"{HumanSize.Format(written)} (virtual {HumanSize.Format(total)})")
        : "";

    private static long UnixTime(DateTimeOffset? time) => (time ?? default(DateTimeOffset)).ToUnixTimeSeconds();
}
