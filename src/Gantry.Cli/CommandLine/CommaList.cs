using System.Text;

namespace Gantry.Cli.CommandLine;

/// <summary>One line of comma-separated values as Go's encoding/csv reads it: a quoted value may hold commas.</summary>
internal static class CommaList
{
    /// <summary>The values; a doubled quote inside quotes is one quote.</summary>
    public static IReadOnlyList<string> Split(string text)
    {
        if (!text.Contains('"', StringComparison.Ordinal))
        {
            return text.Length == 0 ? [] : text.Split(',');
        }

        var values = new List<string>();
        var value = new StringBuilder();
        var quoted = false;
        for (var i = 0; i < text.Length; i++)
        {
            switch (text[i])
            {
                case '"' when quoted && i + 1 < text.Length && text[i + 1] == '"':
                    value.Append('"');
                    i++;
                    break;
                case '"' when quoted || value.Length == 0:
                    quoted = !quoted;
                    break;
                case ',' when !quoted:
                    values.Add(value.ToString());
                    value.Clear();
                    break;
                default:
                    value.Append(text[i]);
                    break;
            }
        }

        values.Add(value.ToString());
        return values;
    }
}
