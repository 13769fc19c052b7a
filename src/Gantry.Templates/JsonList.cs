using System.Collections;
using System.Text.Json.Nodes;

namespace Gantry.Templates;

/// <summary>Items of JSON, converted as they are read.</summary>
internal sealed class JsonList(int count, Func<int, JsonNode?> itemAt, TemplateSchema schema) : IReadOnlyList<GoValue>
{
    public int Count => count;

    public GoValue this[int index] => GoValue.From(itemAt(index), null, schema);

    public IEnumerator<GoValue> GetEnumerator() =>
        Enumerable.Range(0, count).Select(index => this[index]).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
