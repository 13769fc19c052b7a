using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json.Nodes;
using Gantry.Engine.Model.Containers;
using Gantry.Engine.Model.Pods;
using Gantry.Templates;

namespace Gantry.Cli.Rendering;

/// <summary>The rows of <c>pod ps</c>.</summary>
/// <param name="now">The present.</param>
/// <param name="truncate">Whether ids are cut.</param>
internal sealed class PodListing(DateTimeOffset now, bool truncate)
{
    private static readonly FrozenDictionary<string, string> s_headers = new Dictionary<string, string>
    {
        ["ID"] = "POD ID",
        ["Id"] = "POD ID",
        ["InfraID"] = "INFRA ID",
        ["Namespace"] = "NAMESPACES",
        ["NumberOfContainers"] = "# OF CONTAINERS",
        ["ContainerIds"] = "IDS",
        ["ContainerNames"] = "NAMES",
        ["ContainerStatuses"] = "STATUS",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The table's format: the number of containers, or what was asked for of them.</summary>
    /// <param name="asked">Columns about the containers.</param>
    /// <param name="namespaces">Whether to show the cgroup and the shared namespaces.</param>
    public static string DefaultFormat(IReadOnlyList<string> asked, bool namespaces) =>
        "table " + string.Join(
            @"\t",
            [
                "{{.ID}}", "{{.Name}}", "{{.Status}}", "{{.Created}}", "{{.InfraID}}",
                .. asked,
                .. namespaces ? ["{{.Cgroup}}", "{{.Namespace}}"] : Array.Empty<string>(),
                .. asked.Count == 0 ? ["{{.NumberOfContainers}}"] : Array.Empty<string>(),
            ]);

    /// <summary>The text for a format.</summary>
    /// <exception cref="TemplateException">The format is wrong.</exception>
    public string Render(IReadOnlyList<PodDetails> pods, string format, bool noHeading) =>
        TemplateData.IsJson(format)
            ? Json.Indented(new JsonArray([.. pods.Select(ToJson)]), 2) + "\n"
            : RowFormat.Parse(format, s_headers, "pod ps", TemplateData.Schema)
                .Render([.. pods.Select(ToRow)], noHeading);

    private JsonObject ToRow(PodDetails details)
    {
        var pod = details.Pod;
        return new JsonObject
        {
            ["ID"] = Cut(pod.Id),
            ["Id"] = Cut(pod.Id),
            ["Name"] = pod.Name,
            ["Status"] = details.State.ToString(),
            ["Created"] = HumanTime.FormatAgo(pod.Created, now),
            ["InfraID"] = pod.Infra is { } infra ? Cut(infra.ToString()) : "",
            ["InfraId"] = pod.Infra?.ToString() ?? "",
            ["NumberOfContainers"] = details.Containers.Count,
            ["ContainerIds"] = Join(details, container => Cut(container.Id.ToString())),
            ["ContainerNames"] = Join(details, container => container.Name),
            ["ContainerStatuses"] = Join(details, State),
            ["Labels"] = Json.Map(pod.Labels),
            ["Cgroup"] = pod.CgroupParent,
            ["Namespace"] = string.Join(',', PodShare.Names(pod.Shares)),
            ["Networks"] = string.Join(',', Networks(details)),
            ["Restarts"] = details.Containers.Sum(container => container.Status.RestartCount),
        };
    }

    /// <summary>The fields of <c>--format json</c> (podman, pkg/domain/entities, ListPodsReport).</summary>
    private static JsonNode ToJson(PodDetails details) => new JsonObject
    {
        ["Cgroup"] = details.Pod.CgroupParent,
        ["Containers"] = new JsonArray([.. details.Containers.Select(container => new JsonObject
        {
            ["Id"] = container.Id.ToString(),
            ["Names"] = container.Name,
            ["Status"] = State(container),
        })]),
        ["Created"] = details.Pod.Created.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFFK", CultureInfo.InvariantCulture),
        ["Id"] = details.Pod.Id,
        ["InfraId"] = details.Pod.Infra?.ToString() ?? "",
        ["Name"] = details.Pod.Name,
        ["Namespace"] = "",
        ["Networks"] = Json.Array(Networks(details)),
        ["Status"] = details.State.ToString(),
        ["Labels"] = Json.Map(details.Pod.Labels),
    };

    private static IEnumerable<string> Networks(PodDetails details) =>
        details.Infra?.Spec.Network.Attachments.Select(attachment => attachment.Network) ?? [];

    private static string State(Container container) => ContainerFacts.StateName(container.Status.State);

    private static string Join(PodDetails details, Func<Container, string> text) =>
        string.Join(',', details.Containers.Select(text));

    private string Cut(string id) => truncate ? id[..12] : id;
}
