using Gantry.Cli.CommandLine;
using Gantry.Engine.Model.Containers;
using Gantry.Engine.Model.Pods;

namespace Gantry.Cli.Filtering;

/// <summary>Podman's <c>--filter</c> for pods.</summary>
internal static class PodFilter
{
    private static readonly string[] s_states = [.. Enum.GetNames<PodState>().Select(name => name.ToLowerInvariant())];

    /// <summary>Reads the filters.</summary>
    /// <param name="texts">As typed.</param>
    /// <param name="nameOfNetwork">The name of a network that is named or whose id is given.</param>
    /// <param name="time">For ages.</param>
    /// <exception cref="UsageException">A key or value is not known.</exception>
    public static Func<PodDetails, bool> Parse(
        IReadOnlyList<string> texts, Func<string, string> nameOfNetwork, TimeProvider time)
    {
        var conditions = FilterExpression.Parse(texts).Select(
            group => Condition(group.Key, [.. group], nameOfNetwork, time)).ToList();
        return details => conditions.TrueForAll(condition => condition(details));
    }

    private static Func<PodDetails, bool> Condition(
        string key, IReadOnlyList<string> values, Func<string, string> nameOfNetwork, TimeProvider time) => key switch
        {
            "id" => details => values.Any(value => details.Pod.Id.StartsWith(value, StringComparison.Ordinal)),
            "name" => details => values.Any(value => details.Pod.Name.Contains(value, StringComparison.Ordinal)),
            "label" => details => LabelFilter.MatchesAll(values, details.Pod.Labels),
            "label!" => details => !LabelFilter.MatchesAll(values, details.Pod.Labels),
            "status" => OfState([.. values.Select(RequireState)]),
            "ctr-ids" => OfContainers(values, (one, text) => one.Id.ToString().StartsWith(text, StringComparison.Ordinal)),
            "ctr-names" => OfContainers(values, (one, text) => one.Name.Contains(text, StringComparison.Ordinal)),
            "ctr-number" => details => values.Any(value => value == $"{details.Containers.Count}"),
            "network" => OfNetworks([.. values.Select(nameOfNetwork)]),
            "until" => OlderThan([.. values.Select(value => TimeText.Parse(value, "until", time))]),
            _ => throw new UsageException($"{key} is an invalid filter"),
        };

    private static Func<PodDetails, bool> OfState(HashSet<string> states) =>
        details => states.Contains(details.State.ToString().ToLowerInvariant());

    private static Func<PodDetails, bool> OfContainers(
        IReadOnlyList<string> values, Func<Container, string, bool> matches) =>
        details => details.Containers.Any(container => values.Any(value => matches(container, value)));

    private static Func<PodDetails, bool> OfNetworks(HashSet<string> names) => details =>
        details.Infra?.Spec.Network.Attachments.Any(attachment => names.Contains(attachment.Network)) == true;

    private static Func<PodDetails, bool> OlderThan(IReadOnlyList<DateTimeOffset> moments) =>
        details => moments.Any(moment => details.Pod.Created < moment);

    private static string RequireState(string text) => s_states.Contains(text.ToLowerInvariant())
        ? text.ToLowerInvariant()
        : text is "stopped" or "error"
            ? text
            : throw new UsageException($"{text} is not a valid pod status");
}
