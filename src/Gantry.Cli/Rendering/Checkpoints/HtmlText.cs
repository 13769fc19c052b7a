using System.Net;

namespace Gantry.Cli.Rendering.Checkpoints;

/// <summary>Writes elements of a page; texts are escaped, and nothing in them turns a line around.</summary>
internal sealed class HtmlText(TextWriter writer)
{
    /// <summary>Markup as it is.</summary>
    public HtmlText Raw(string markup)
    {
        writer.Write(markup);
        return this;
    }

    /// <summary>A text.</summary>
    public HtmlText Text(string text) => Raw(Escape(text));

    /// <summary>An element with a text.</summary>
    public HtmlText Element(string name, string text, string? style = null) =>
        Raw(style is null ? $"<{name}>" : $"<{name} class=\"{style}\">").Text(text).Raw($"</{name}>\n");

    /// <summary>A table; nothing when it has no rows.</summary>
    public HtmlText Table(IReadOnlyList<string> heads, IEnumerable<IReadOnlyList<string>> rows)
    {
        var all = rows.ToList();
        if (all.Count == 0)
        {
            return Element("p", "None.", "none");
        }

        Raw("<div class=\"wide\"><table><tr>");
        foreach (var head in heads)
        {
            Element("th", head);
        }

        Raw("</tr>\n");
        foreach (var row in all)
        {
            Raw("<tr>");
            foreach (var cell in row)
            {
                Element("td", cell);
            }

            Raw("</tr>\n");
        }

        return Raw("</table></div>\n");
    }

    /// <summary>A text for the inside of an element or an attribute.</summary>
    public static string Escape(string text) => WebUtility.HtmlEncode(TerminalText.Clean(text));
}
