using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Gantry.Templates;

/// <summary>A value as Go's templates see it. Strings are UTF-8 in Go: their lengths and indices count bytes.</summary>
internal abstract record GoValue
{
    /// <summary>No value: a key a map does not have, the literal nil. Prints as <c>&lt;no value&gt;</c>.</summary>
    public static readonly GoValue Missing = new MissingValue();

    /// <summary>A null pointer.</summary>
    public static readonly GoValue NilPointer = new Nil("<nil>");

    private static readonly GoValue s_nilMap = new Nil("map[]");
    private static readonly GoValue s_nilList = new Nil("[]");
    private static readonly GoValue s_true = new Bool(true);
    private static readonly GoValue s_false = new Bool(false);

    private GoValue()
    {
    }

    public static GoValue Of(bool value) => value ? s_true : s_false;

    /// <summary>The value of a property.</summary>
    /// <param name="node">Null is a null pointer, map or slice, after the name.</param>
    /// <param name="property">Its name, which says whether an object is a map; null for the root.</param>
    /// <param name="schema">What the names say.</param>
    public static GoValue From(JsonNode? node, string? property, TemplateSchema schema) => node switch
    {
        null when property is not null && schema.Maps.Contains(property) => s_nilMap,
        null when property is not null && schema.Lists.Contains(property) => s_nilList,
        null => NilPointer,
        JsonObject fields => new Object(fields, IsMapOf(fields, property, schema), schema),
        JsonArray items => new List(new JsonList(items.Count, index => items[index], schema)),
        JsonValue scalar => FromScalar(scalar),
        _ => NilPointer,
    };

    /// <summary>A map, whatever its keys.</summary>
    public static GoValue FromMap(JsonObject fields) => new Object(fields, true, TemplateSchema.Podman);

    /// <summary>Truth as <c>if</c> sees it: false for zero, empty and nothing; a struct is always true.</summary>
    public bool IsTrue => this switch
    {
        Bool value => value.Value,
        Int value => value.Value != 0,
        Float value => value.Value != 0,
        Text value => value.Value.Length > 0,
        List value => value.Items.Count > 0,
        Object value => !value.IsMap || value.Fields.Count > 0,
        _ => false,
    };

    public bool IsNothing => this is MissingValue or Nil;

    /// <summary>The name Go's messages give the type. The name of a struct is not known.</summary>
    public string TypeName => this switch
    {
        Bool => "bool",
        Int => "int",
        Float => "float64",
        Text => "string",
        List => "[]interface {}",
        Object { IsMap: true } => "map[string]interface {}",
        Object => "struct",
        _ => "nil",
    };

    private static bool IsMapOf(JsonObject fields, string? property, TemplateSchema schema) =>
        (property is not null && schema.Maps.Contains(property)) || fields.Any(field => !IsIdentifier(field.Key));

    private static bool IsIdentifier(string name) =>
        name.Length > 0 && !char.IsDigit(name[0]) && name.All(c => c == '_' || char.IsLetterOrDigit(c));

    private static GoValue FromScalar(JsonValue scalar)
    {
        switch (scalar.GetValueKind())
        {
            case JsonValueKind.True:
                return s_true;
            case JsonValueKind.False:
                return s_false;
            case JsonValueKind.Number:
                var number = scalar.ToJsonString();
                var culture = CultureInfo.InvariantCulture;
                return Int128.TryParse(number, NumberStyles.AllowLeadingSign, culture, out var whole)
                    ? new Int(whole)
                    : new Float(double.Parse(number, culture));
            case JsonValueKind.String:
                return new Text(scalar.TryGetValue<string>(out var text) ? text : ReadText(scalar));
            default:
                return NilPointer;
        }
    }

    /// <summary>The text of a value that is no string in memory but is one in JSON, such as a date.</summary>
    private static string ReadText(JsonValue scalar) =>
        JsonNode.Parse(scalar.ToJsonString())?.GetValue<string>() ?? "";

    private sealed record MissingValue : GoValue;

    /// <summary>A null pointer, map or slice; the display is what it prints as.</summary>
    internal sealed record Nil(string Display) : GoValue;

    internal sealed record Bool(bool Value) : GoValue;

    /// <summary>Any integer type of Go: 128 bits hold int64 and uint64 alike.</summary>
    internal sealed record Int(Int128 Value) : GoValue;

    internal sealed record Float(double Value) : GoValue;

    internal sealed record Text(string Value) : GoValue;

    internal sealed record List(IReadOnlyList<GoValue> Items) : GoValue;

    /// <summary>A struct or a map with string keys.</summary>
    internal sealed record Object(JsonObject Fields, bool IsMap, TemplateSchema Schema) : GoValue
    {
        /// <summary>The entries: a map's by key, a struct's in its own order.</summary>
        public IEnumerable<KeyValuePair<string, GoValue>> Entries()
        {
            var fields = IsMap ? Fields.OrderBy(field => field.Key, StringComparer.Ordinal) : Fields.AsEnumerable();
            return fields.Select(field => KeyValuePair.Create(field.Key, Wrap(field.Key, field.Value)));
        }

        /// <summary>The field or entry of the name, or of its alias; null when there is none.</summary>
        public GoValue? Find(string name)
        {
            if (Fields.TryGetPropertyValue(name, out var value))
            {
                return Wrap(name, value);
            }

            return !IsMap && Schema.Aliases.TryGetValue(name, out var alias)
                && Fields.TryGetPropertyValue(alias, out value)
                ? Wrap(alias, value)
                : null;
        }

        /// <summary>Keys of a map name no field, so they say nothing of the type of its values.</summary>
        private GoValue Wrap(string name, JsonNode? value) =>
            IsMap && value is null ? Missing : From(value, IsMap ? null : name, Schema);
    }
}
