using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Gantry.Templates;

/// <summary>
/// The argument of <c>--format</c> as Podman's listings take it (common/pkg/report/formatter.go): a template applied
/// to every row, each on a line of its own, or after the word "table" laid out in columns under headings. A backslash
/// with t or n stands for the tab or the end of a line; in a table a space separates columns too.
/// </summary>
public sealed partial class RowFormat
{
    private const string TablePrefix = "table ";

    private readonly GoTemplate _template;
    private readonly ColumnHeaders _headers;

    private RowFormat(GoTemplate template, bool isTable, ColumnHeaders headers)
    {
        _template = template;
        _headers = headers;
        IsTable = isTable;
    }

    /// <summary>Whether the rows come in columns, with headings.</summary>
    public bool IsTable { get; }

    /// <summary>Parses a format.</summary>
    /// <param name="format">As typed, <c>table {{.ID}}\t{{.Names}}</c> or <c>{{.ID}} {{.Names}}</c>. One that holds
    /// <c>{{range .}}…{{end}}</c> itself is applied once, to all rows.</param>
    /// <param name="headers">The headings of fields, such as "ID" to "CONTAINER ID"; a nested field by its path, such
    /// as "State.Status". A field not in it gets its name in upper case.</param>
    /// <param name="name">The name the error messages of the template give.</param>
    /// <param name="schema">The properties that are maps and slices; <see cref="TemplateSchema.Podman"/> if null.</param>
    /// <exception cref="TemplateException">The template is wrong.</exception>
    public static RowFormat Parse(
        string format, IReadOnlyDictionary<string, string> headers, string name = "", TemplateSchema? schema = null)
    {
        ArgumentNullException.ThrowIfNull(format);
        ArgumentNullException.ThrowIfNull(headers);
        var isTable = format.StartsWith(TablePrefix, StringComparison.Ordinal);
        var body = isTable ? format[TablePrefix.Length..] : format;
        var unescaped = ApplyToRows(Unescape(body, isTable), isTable);
        var template = ParseEither(unescaped, ApplyToRows(body, isTable), name, schema);
        return new RowFormat(template, isTable, new ColumnHeaders(headers));
    }

    /// <summary>The text for the rows: nothing for no rows, except for a table's headings.</summary>
    /// <param name="rows">Read, never changed.</param>
    /// <param name="noHeading">Leaves the headings of a table out. Other formats have none.</param>
    /// <exception cref="TemplateException">A row lacks a field, or a function refuses its arguments.</exception>
    public string Render(IReadOnlyList<JsonNode?> rows, bool noHeading = false)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var text = _template.RenderRows(rows);
        if (!IsTable)
        {
            return text;
        }

        return TabWriter.Align(noHeading ? text : RenderHeadings() + text);
    }

    private string RenderHeadings()
    {
        var row = GoValue.FromMap(_headers.ToRow(_template.Root));
        return _template.Render(new GoValue.List([row]), _headers.For);
    }

    /// <summary>Podman's way out for <c>{{printf "\n"}}</c>: a text that fails without its escapes is taken as it is.
    /// </summary>
    private static GoTemplate ParseEither(string unescaped, string asTyped, string name, TemplateSchema? schema)
    {
        try
        {
            return GoTemplate.Parse(unescaped, name, schema);
        }
        catch (TemplateException)
        {
            return GoTemplate.Parse(asTyped, name, schema);
        }
    }

    private static string Unescape(string format, bool isTable)
    {
        var text = format.Replace(@"\t", "\t", StringComparison.Ordinal).Replace(@"\n", "\n", StringComparison.Ordinal);
        text = isTable ? text.Replace(' ', '\t') : text;
        return text.EndsWith('\n') ? text : text + "\n";
    }

    private static string ApplyToRows(string format, bool isTable) =>
        isTable || !RangeOverRows().IsMatch(format) ? $"{{{{range .}}}}{format}{{{{end -}}}}" : format;

    [GeneratedRegex(@"{{\s*range\s*\.\s*}}.*{{\s*end\s*-?\s*}}", RegexOptions.Singleline)]
    private static partial Regex RangeOverRows();
}
