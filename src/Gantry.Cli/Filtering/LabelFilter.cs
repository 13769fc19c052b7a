using Gantry.Cli.Options;

namespace Gantry.Cli.Filtering;

/// <summary>Conditions on labels: <c>key</c> or <c>key=value</c>.</summary>
internal static class LabelFilter
{
    /// <summary>Whether all the conditions hold.</summary>
    public static bool MatchesAll(IEnumerable<string> conditions, IReadOnlyDictionary<string, string> labels) =>
        conditions.All(condition => Matches(condition, labels));

    private static bool Matches(string condition, IReadOnlyDictionary<string, string> labels)
    {
        var (key, value) = KeyValues.Split(condition);
        return labels.TryGetValue(key, out var actual) && (value is null || value == actual);
    }
}
