using System.Text.Json.Nodes;

namespace Gantry.Templates;

/// <summary>
/// A Go template (pkg.go.dev/text/template) over JSON: an object stands for a struct or, where the schema or its keys
/// say so, for a map. Besides Go's functions it knows those of Podman's --format: json, join, split, lower, upper,
/// title, truncate, pad. "call" and complex numbers are left out. Immutable, so safe from any thread.
/// </summary>
public sealed class GoTemplate
{
    private readonly string _name;
    private readonly string _text;
    private readonly ListNode _root;
    private readonly IReadOnlyDictionary<string, ListNode> _definitions;
    private readonly TemplateSchema _schema;

    private GoTemplate(string name, string text, TemplateSchema schema)
    {
        _name = name;
        _text = text;
        _schema = schema;
        (_root, _definitions) = Parser.Parse(name, text);
    }

    internal ListNode Root => _root;

    /// <summary>Parses a template.</summary>
    /// <param name="text">The template, as Go takes it: no escapes outside of actions.</param>
    /// <param name="name">The name its error messages give, in Podman the command's.</param>
    /// <param name="schema">The properties that are maps and slices; <see cref="TemplateSchema.Podman"/> if null.</param>
    /// <exception cref="TemplateException">The syntax is wrong, or a function or variable is not known.</exception>
    public static GoTemplate Parse(string text, string name = "", TemplateSchema? schema = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(name);
        return new GoTemplate(name, text, schema ?? TemplateSchema.Podman);
    }

    /// <summary>The template's text with the data as its dot. Nothing is returned of a rendering that fails.</summary>
    /// <param name="data">Read, never changed; null is Go's nil.</param>
    /// <exception cref="TemplateException">The data lacks a field, a function refuses its arguments, or the rendering
    /// takes more steps, depth or text than it may.</exception>
    public string Render(JsonNode? data) =>
        Render(data is null ? GoValue.Missing : GoValue.From(data, null, _schema), null);

    /// <summary>Renders one value. <paramref name="substitute"/> gives the text of a statement that fails.</summary>
    internal string Render(GoValue data, Func<Node, string>? substitute) =>
        new Evaluator(_name, _text, _definitions, substitute).Run(_root, data);

    /// <summary>Renders the rows as the items of one slice.</summary>
    internal string RenderRows(IReadOnlyList<JsonNode?> rows) =>
        Render(new GoValue.List(new JsonList(rows.Count, index => rows[index], _schema)), null);
}
