using System.Collections.Frozen;

namespace Gantry.Templates;

/// <summary>The functions a template may call: Go's, and those Podman adds (common/pkg/report/template.go).</summary>
internal static class FunctionTable
{
    private const int Many = int.MaxValue;

    private static readonly FrozenDictionary<string, Entry> s_entries = new Dictionary<string, Entry>
    {
        // The evaluator answers these two itself: they do not work out all their arguments.
        ["and"] = new(1, Many, call => call[0]),
        ["or"] = new(1, Many, call => call[0]),
        ["not"] = new(1, 1, call => GoValue.Of(!call[0].IsTrue)),
        ["eq"] = new(1, Many, Comparison.IsEqualToAny),
        ["ne"] = new(2, 2, call => GoValue.Of(!Comparison.AreEqual(call[0], call[1]))),
        ["lt"] = new(2, 2, call => GoValue.Of(Comparison.IsLess(call[0], call[1]))),
        ["le"] = new(2, 2, call => GoValue.Of(Comparison.IsLessOrEqual(call[0], call[1]))),
        ["gt"] = new(2, 2, call => GoValue.Of(!Comparison.IsLessOrEqual(call[0], call[1]))),
        ["ge"] = new(2, 2, call => GoValue.Of(!Comparison.IsLess(call[0], call[1]))),
        ["len"] = new(1, 1, CollectionFunctions.Length),
        ["index"] = new(1, Many, CollectionFunctions.Index),
        ["slice"] = new(1, 4, CollectionFunctions.Slice),
        ["print"] = new(0, Many, call => Write(call, GoFormatter.WriteAll)),
        ["println"] = new(0, Many, call => Write(call, GoFormatter.WriteLine)),
        ["printf"] = new(1, Many, call => Write(call, (sink, _) => new Printf(sink, call).Write())),
        ["html"] = new(0, Many, call => TextFunctions.Escape(call, Escaping.AppendHtml)),
        ["js"] = new(0, Many, call => TextFunctions.Escape(call, Escaping.AppendJavaScript)),
        ["urlquery"] = new(0, Many, call => TextFunctions.Escape(call, Escaping.AppendUrlQuery)),
        ["json"] = new(1, 1, call => Write(call, (sink, arguments) => GoJson.Write(sink, arguments[0]))),
        ["join"] = new(2, 2, TextFunctions.Join),
        ["split"] = new(2, 2, TextFunctions.Split),
        ["lower"] = new(1, 1, call => new GoValue.Text(call.Text(0).ToLowerInvariant())),
        ["upper"] = new(1, 1, call => new GoValue.Text(call.Text(0).ToUpperInvariant())),
        ["title"] = new(1, 1, TextFunctions.Title),
        ["truncate"] = new(2, 2, TextFunctions.Truncate),
        ["pad"] = new(3, 3, TextFunctions.Pad),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static bool Contains(string name) => s_entries.ContainsKey(name);

    public static Entry Get(string name) => s_entries[name];

    private static GoValue.Text Write(FunctionCall call, Action<TextSink, IReadOnlyList<GoValue>> write)
    {
        var sink = new TextSink(call.Budget);
        write(sink, call.Arguments);
        return new GoValue.Text(sink.ToString());
    }

    /// <summary>A function and how many arguments it takes.</summary>
    internal sealed record Entry(int Minimum, int Maximum, Func<FunctionCall, GoValue> Invoke);
}
