using System.Text;

namespace Gantry.Templates;

/// <summary>len, index and slice.</summary>
internal static class CollectionFunctions
{
    public static GoValue Length(FunctionCall call) => call[0] switch
    {
        GoValue.Text text => new GoValue.Int(Encoding.UTF8.GetByteCount(text.Value)),
        GoValue.List list => new GoValue.Int(list.Items.Count),
        GoValue.Object { IsMap: true } map => new GoValue.Int(map.Fields.Count),
        { IsNothing: true } => new GoValue.Int(0),
        var other => throw new FunctionException($"len of type {other.TypeName}"),
    };

    public static GoValue Index(FunctionCall call) => call.Arguments.Skip(1).Aggregate(call[0], IndexOnce);

    public static GoValue Slice(FunctionCall call)
    {
        var (length, cut) = call[0] switch
        {
            GoValue.Text => SliceText(call.Bytes(0)),
            GoValue.List list => SliceList(list.Items),
            { IsNothing: true } => throw new FunctionException("slice of untyped nil"),
            var other => throw new FunctionException($"can't slice item of type {other.TypeName}"),
        };
        if (call.Arguments.Count == 4 && call[0] is GoValue.Text)
        {
            throw new FunctionException("cannot 3-index slice a string");
        }

        var from = call.Arguments.Count > 1 ? Position(call[1], length + 1) : 0;
        var to = call.Arguments.Count > 2 ? Position(call[2], length + 1) : length;
        var capacity = call.Arguments.Count > 3 ? Position(call[3], length + 1) : to;
        if (from > to || to > capacity)
        {
            var (low, high) = from > to ? (from, to) : (to, capacity);
            throw new FunctionException($"invalid slice index: {low} > {high}");
        }

        call.Budget.Spend(to - from);
        return cut(from, to);
    }

    private static (int Length, Func<int, int, GoValue> Cut) SliceText(byte[] bytes) =>
        (bytes.Length, (from, to) => new GoValue.Text(Encoding.UTF8.GetString(bytes[from..to])));

    private static (int Length, Func<int, int, GoValue> Cut) SliceList(IReadOnlyList<GoValue> items) =>
        (items.Count, (from, to) => new GoValue.List([.. items.Skip(from).Take(to - from)]));

    private static GoValue IndexOnce(GoValue item, GoValue index)
    {
        switch (item)
        {
            case GoValue.List list:
                return list.Items[Position(index, list.Items.Count)];
            case GoValue.Text text:
                var bytes = Encoding.UTF8.GetBytes(text.Value);
                return new GoValue.Int(bytes[Position(index, bytes.Length)]);
            case GoValue.Object map:
                return map.Find(Key(index)) ?? ZeroOf(map);
            case GoValue.Nil { Display: "map[]" } when index is GoValue.Text:
                return new GoValue.Text("");
            case { IsNothing: true } when index is GoValue.Text:
                return GoValue.Missing;
            case { IsNothing: true }:
                throw new FunctionException("index of nil pointer");
            default:
                throw new FunctionException($"can't index item of type {item.TypeName}");
        }
    }

    private static string Key(GoValue index) => index is GoValue.Text text
        ? text.Value
        : throw new FunctionException($"value has type {index.TypeName}; should be string");

    /// <summary>What Go gives for a key that is not there: the zero of the type of the map's values. JSON does not say
    /// the type of an empty map's; most are strings.</summary>
    private static GoValue ZeroOf(GoValue.Object map) => map.Entries().FirstOrDefault().Value switch
    {
        null or GoValue.Text => new GoValue.Text(""),
        GoValue.Bool => GoValue.Of(false),
        GoValue.Int => new GoValue.Int(0),
        GoValue.Float => new GoValue.Float(0),
        GoValue.List => new GoValue.List([]),
        GoValue.Object => GoValue.NilPointer,
        _ => GoValue.Missing,
    };

    private static int Position(GoValue index, int count)
    {
        if (index is not GoValue.Int { Value: var value })
        {
            throw new FunctionException(index.IsNothing
                ? "cannot index slice/array with nil"
                : $"cannot index slice/array with type {index.TypeName}");
        }

        return value >= 0 && value < count ? (int)value : throw new FunctionException($"index out of range: {value}");
    }
}
