using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Gantry.Cli.Rendering;

/// <summary>JSON objects as YAML for people; texts that could be taken for something else are quoted.</summary>
internal static partial class Yaml
{
    private const string Step = "  ";

    /// <summary>The document, sorted as given.</summary>
    public static string Render(JsonObject document)
    {
        var text = new StringBuilder();
        WriteObject(text, document, "");
        return text.ToString();
    }

    private static void WriteObject(StringBuilder text, JsonObject json, string indent)
    {
        foreach (var (name, value) in json)
        {
            text.Append(indent).Append(name).Append(':');
            switch (value)
            {
                case JsonObject { Count: > 0 } child:
                    text.Append('\n');
                    WriteObject(text, child, indent + Step);
                    break;
                case JsonArray { Count: > 0 } items:
                    text.Append('\n');
                    foreach (var item in items)
                    {
                        text.Append(indent).Append("- ").Append(Scalar(item, indent)).Append('\n');
                    }

                    break;
                default:
                    text.Append(' ').Append(Scalar(value, indent)).Append('\n');
                    break;
            }
        }
    }

    private static string Scalar(JsonNode? value, string indent) => value switch
    {
        null => "null",
        JsonObject => "{}",
        JsonArray => "[]",
        _ when value.GetValueKind() != JsonValueKind.String => value.ToJsonString(),
        _ => Text(value.GetValue<string>(), indent),
    };

    private static string Text(string text, string indent) =>
        text.Contains('\n', StringComparison.Ordinal)
            ? "|-\n" + string.Join('\n', text.TrimEnd('\n').Split('\n').Select(line => indent + Step + line))
        : Plain().IsMatch(text) ? text
        : $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    // Not a number, a truth value or null; no sign that means something.
    [GeneratedRegex(
        @"\A(?!(?:true|false|null|yes|no|on|off|[0-9.]+(?:e[0-9]+)?|0x[0-9a-f]+)\z)"
            + @"[A-Za-z0-9/_][A-Za-z0-9 /._+()-]*(?<! )\z",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Plain();
}
