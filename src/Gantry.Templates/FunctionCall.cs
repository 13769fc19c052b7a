using System.Text;

namespace Gantry.Templates;

/// <summary>The arguments of a call, and the budget it draws on.</summary>
internal readonly record struct FunctionCall(IReadOnlyList<GoValue> Arguments, Budget Budget)
{
    public GoValue this[int index] => Arguments[index];

    /// <summary>The argument as a string, for functions that take nothing else.</summary>
    public string Text(int index) => Arguments[index] switch
    {
        GoValue.Text text => text.Value,
        var other => throw FunctionException.ForType(index, "string", other),
    };

    /// <summary>The argument as a string in UTF-8, which is what Go's lengths and indices count in.</summary>
    public byte[] Bytes(int index) => Encoding.UTF8.GetBytes(Text(index));

    /// <summary>The argument as an int, at most what a text may be long.</summary>
    public int Int(int index) => Arguments[index] switch
    {
        GoValue.Int number => (int)Int128.Clamp(number.Value, int.MinValue, int.MaxValue),
        var other => throw FunctionException.ForType(index, "int", other),
    };

    /// <summary>The argument as a slice of strings.</summary>
    public IReadOnlyList<string> Texts(int index) => Arguments[index] switch
    {
        GoValue.List list when list.Items.All(item => item is GoValue.Text) =>
            [.. list.Items.Cast<GoValue.Text>().Select(item => item.Value)],
        { IsNothing: true } => [],
        var other => throw FunctionException.ForType(index, "[]string", other),
    };
}
