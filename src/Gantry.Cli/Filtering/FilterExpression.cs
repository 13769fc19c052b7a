using Gantry.Cli.CommandLine;

namespace Gantry.Cli.Filtering;

/// <summary>The values of <c>--filter</c> by key, in the order typed.</summary>
internal static class FilterExpression
{
    /// <summary>Splits <c>key=value</c> texts; <c>key!=value</c> has the key <c>key!</c>.</summary>
    /// <exception cref="UsageException">One has no <c>=</c>.</exception>
    public static IReadOnlyList<IGrouping<string, string>> Parse(IEnumerable<string> texts) =>
        [.. texts.Select(Split).GroupBy(pair => pair.Key, pair => pair.Value)];

    private static KeyValuePair<string, string> Split(string text)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        return equals > 0
            ? KeyValuePair.Create(text[..equals], text[(equals + 1)..])
            : throw new UsageException($"filter input must be in the form of filter=value: {text} is invalid");
    }
}
