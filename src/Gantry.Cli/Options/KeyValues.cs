using Gantry.Cli.CommandLine;

namespace Gantry.Cli.Options;

/// <summary>Reads <c>key=value</c> texts.</summary>
internal static class KeyValues
{
    /// <summary>The pairs; a text without <c>=</c> has an empty value. The last of equal keys counts.</summary>
    public static SortedDictionary<string, string> Parse(IEnumerable<string> texts)
    {
        var pairs = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var text in texts)
        {
            var (key, value) = Split(text);
            pairs[key] = value ?? "";
        }

        return pairs;
    }

    /// <summary>The pairs; each must have a <c>=</c>.</summary>
    /// <exception cref="UsageException">One has none; <paramref name="complaint"/> is the message.</exception>
    public static SortedDictionary<string, string> Require(IReadOnlyList<string> texts, string complaint) =>
        texts.All(text => Split(text) is { Key.Length: > 0, Value: not null })
            ? Parse(texts)
            : throw new UsageException(complaint);

    /// <summary>Splits at the first <c>=</c>; the value is null without one.</summary>
    public static (string Key, string? Value) Split(string text)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        return equals < 0 ? (text, null) : (text[..equals], text[(equals + 1)..]);
    }
}
