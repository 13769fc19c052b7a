using Gantry.Cli.CommandLine;
using Gantry.Engine.Model.Networks;

namespace Gantry.Cli.Filtering;

/// <summary>Podman's <c>--filter</c> for networks.</summary>
internal static class NetworkFilter
{
    /// <summary>Reads the filters.</summary>
    /// <param name="texts">As typed.</param>
    /// <param name="isUsed">Whether a container is on a network.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="UsageException">A key or value is not known.</exception>
    public static Func<Network, bool> Parse(IReadOnlyList<string> texts, Func<Network, bool> isUsed, TimeProvider time)
    {
        var conditions = FilterExpression.Parse(texts).Select(
            group => Condition(group.Key, [.. group], isUsed, time)).ToList();
        return network => conditions.TrueForAll(condition => condition(network));
    }

    private static Func<Network, bool> Condition(
        string key, IReadOnlyList<string> values, Func<Network, bool> isUsed, TimeProvider time)
    {
        switch (key)
        {
            case "name":
                return network => values.Any(value => network.Name.Contains(value, StringComparison.Ordinal));
            case "id":
                return network => values.Any(value => network.Id.StartsWith(value, StringComparison.Ordinal));
            case "driver":
                return network => values.Contains(network.Driver, StringComparer.Ordinal);
            case "label":
                return network => LabelFilter.MatchesAll(values, Labels(network));
            case "label!":
                return network => !LabelFilter.MatchesAll(values, Labels(network));
            case "dangling":
                return network => values.Any(value => IsTrue(value) != isUsed(network));
            case "until":
                var moments = values.Select(value => TimeText.Parse(value, "until", time)).ToList();
                return network => moments.Any(moment => network.Created < moment);
            default:
                throw new UsageException($"invalid filter \"{key}\"");
        }
    }

    private static IReadOnlyDictionary<string, string> Labels(Network network) =>
        network.Labels ?? new Dictionary<string, string>();

    private static bool IsTrue(string text) => text switch
    {
        "true" or "1" => true,
        "false" or "0" => false,
        _ => throw new UsageException($"invalid dangling filter value \"{text}\""),
    };
}
