using System.Globalization;
using System.Text;
using System.Text.Json;
using Gantry.Engine.Model;

namespace Gantry.Engine.Storage.Images;

/// <summary>
/// Instructions in Dockerfile form that set an image's config, as <c>podman import --change</c> takes them
/// (containers/common, libimage/import.go and image_config.go). <c>INSTRUCTION=VALUE</c> is allowed too.
/// </summary>
internal static class ImageChanges
{
    private static readonly JsonElement s_emptyObject = JsonElement.Parse("{}");

    /// <summary>A config with all of <paramref name="changes"/>.</summary>
    /// <exception cref="GantryException">
    /// <see cref="ErrorCode.Invalid"/>: an instruction is unknown or malformed.
    /// </exception>
    public static ConfigDocument.ExecutionDocument Apply(IReadOnlyList<string> changes) =>
        changes.Aggregate(new ConfigDocument.ExecutionDocument(), Apply);

    /// <summary>A config with one more change.</summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.Invalid"/>: unknown or malformed.</exception>
    public static ConfigDocument.ExecutionDocument Apply(ConfigDocument.ExecutionDocument config, string change)
    {
        var (instruction, value) = Split(change);
        return instruction.ToUpperInvariant() switch
        {
            "CMD" => config with { Command = CommandOf(value) },
            "ENTRYPOINT" => config with { Entrypoint = CommandOf(value) },
            "ENV" => config with { Environment = WithEnvironment(config.Environment ?? [], PairsOf(change, value)) },
            "EXPOSE" => config with { ExposedPorts = With(config.ExposedPorts, [PortOf(change, value)]) },
            "LABEL" => config with { Labels = WithLabels(config.Labels, PairsOf(change, value)) },
            "STOPSIGNAL" => config with { StopSignal = value },
            "USER" => config with { User = value },
            "VOLUME" => config with { Volumes = With(config.Volumes, ArrayOf(value) ?? [value]) },
            "WORKDIR" => config with { WorkingDirectory = value },
            _ => throw Malformed(change, $"the instruction \"{instruction}\" is not supported"),
        };
    }

    private static (string Instruction, string Value) Split(string change)
    {
        var text = change.Trim();
        var end = text.AsSpan().IndexOfAny(' ', '\t');
        if (end < 0)
        {
            end = text.IndexOf('=', StringComparison.Ordinal);
        }

        var value = end < 0 ? "" : text[(end + 1)..].Trim();
        return value.Length > 0
            ? (text[..end], value)
            : throw Malformed(change, "it must be formatted as KEY VALUE");
    }

    /// <summary>The exec form, or the shell form run by a shell.</summary>
    private static List<string> CommandOf(string value) => ArrayOf(value) ?? ["/bin/sh", "-c", value];

    private static List<string>? ArrayOf(string value)
    {
        if (!value.StartsWith('['))
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(value);
            var items = document.RootElement.EnumerateArray().ToList();
            return items.All(item => item.ValueKind == JsonValueKind.String)
                ? [.. items.Select(item => item.GetString()!)]
                : null;
        }
        catch (JsonException)
        {
            // Dockerfiles read what is no valid array as the shell form.
            return null;
        }
    }

    private static string PortOf(string change, string value)
    {
        var parts = value.Split('/');
        var isPort =
            ushort.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port > 0;
        var protocol = parts.Length > 1 ? parts[1] : "tcp";
        return isPort && parts.Length <= 2 && protocol is "tcp" or "udp" or "sctp"
            ? $"{port}/{protocol}"
            : throw Malformed(change, $"\"{value}\" is not PORT or PORT/PROTOCOL");
    }

    private static List<string> WithEnvironment(
        IReadOnlyList<string> environment, IReadOnlyList<(string Key, string Value)> pairs)
    {
        List<string> result = [.. environment];
        foreach (var (key, value) in pairs)
        {
            result.RemoveAll(entry => entry.StartsWith(key + "=", StringComparison.Ordinal));
            result.Add($"{key}={value}");
        }

        return result;
    }

    private static SortedDictionary<string, string> WithLabels(
        IReadOnlyDictionary<string, string>? labels, IReadOnlyList<(string Key, string Value)> pairs)
    {
        var result = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in (labels ?? result).Select(label => (label.Key, label.Value)).Concat(pairs))
        {
            result[key] = value;
        }

        return result;
    }

    private static SortedDictionary<string, JsonElement> With(
        IReadOnlyDictionary<string, JsonElement>? set, IReadOnlyList<string> names)
    {
        var result = new SortedDictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var name in (set?.Keys ?? []).Concat(names))
        {
            result[name] = s_emptyObject;
        }

        return result;
    }

    /// <summary><c>k=v k2="v 2"</c>, or the old form <c>k v</c> where the rest of the line is the value.</summary>
    private static List<(string Key, string Value)> PairsOf(string change, string text)
    {
        var words = WordsOf(change, text);
        if (!words[0].Contains('=', StringComparison.Ordinal))
        {
            return words.Count > 1
                ? [(words[0], text[words[0].Length..].Trim())]
                : throw Malformed(change, $"\"{words[0]}\" has no value");
        }

        return
        [
            .. words.Select(word => word.IndexOf('=', StringComparison.Ordinal) is > 0 and var at
                ? (word[..at], word[(at + 1)..])
                : throw Malformed(change, $"\"{word}\" is not KEY=VALUE")),
        ];
    }

    /// <summary>Words at blanks, with quotes and backslashes taken away.</summary>
    /// <exception cref="GantryException"><see cref="ErrorCode.Invalid"/>: none, or a quote is not closed.</exception>
    public static List<string> WordsOf(string change, string text)
    {
        List<string> words = [];
        var word = new StringBuilder();
        var quote = '\0';
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c == '\\' && quote != '\'' && i + 1 < text.Length)
            {
                word.Append(text[++i]);
            }
            else if (quote == '\0' && c is '"' or '\'' || c == quote)
            {
                quote = quote == '\0' ? c : '\0';
            }
            else if (quote == '\0' && char.IsWhiteSpace(c))
            {
                EndWord();
            }
            else
            {
                word.Append(c);
            }
        }

        EndWord();
        return quote == '\0' && words.Count > 0 ? words : throw Malformed(change, "a quote is not closed");

        void EndWord()
        {
            if (word.Length > 0)
            {
                words.Add(word.ToString());
                word.Clear();
            }
        }
    }

    private static GantryException Malformed(string change, string reason) =>
        new(ErrorCode.Invalid, $"invalid change \"{change}\": {reason}: invalid argument");
}
