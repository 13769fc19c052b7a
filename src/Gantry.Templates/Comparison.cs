namespace Gantry.Templates;

/// <summary>eq, lt and their kin (Go's text/template/funcs.go). Unlike in Go an integer compares with a float: JSON
/// writes a float of no fraction as an integer.</summary>
internal static class Comparison
{
    private const string Incompatible = "incompatible types for comparison";

    public static GoValue IsEqualToAny(FunctionCall call)
    {
        if (call.Arguments.Count == 1)
        {
            throw new FunctionException("missing argument for comparison");
        }

        return GoValue.Of(call.Arguments.Skip(1).Any(other => AreEqual(call[0], other)));
    }

    public static bool AreEqual(GoValue left, GoValue right) => (left, right) switch
    {
        (GoValue.Bool a, GoValue.Bool b) => a.Value == b.Value,
        (GoValue.Text a, GoValue.Text b) => a.Value == b.Value,
        (GoValue.Int a, GoValue.Int b) => a.Value == b.Value,
        (GoValue.Int or GoValue.Float, GoValue.Int or GoValue.Float) => Real(left) == Real(right),
        ({ IsNothing: true }, _) or (_, { IsNothing: true }) => left.IsNothing == right.IsNothing,
        (GoValue.List or GoValue.Object, GoValue.List or GoValue.Object) =>
            throw new FunctionException($"non-comparable types {left.TypeName}, {right.TypeName}"),
        _ => throw new FunctionException(Incompatible),
    };

    public static bool IsLess(GoValue left, GoValue right) => (left, right) switch
    {
        (GoValue.Text a, GoValue.Text b) => string.CompareOrdinal(a.Value, b.Value) < 0,
        (GoValue.Int a, GoValue.Int b) => a.Value < b.Value,
        (GoValue.Int or GoValue.Float, GoValue.Int or GoValue.Float) => Real(left) < Real(right),
        (GoValue.Text or GoValue.Int or GoValue.Float, GoValue.Text or GoValue.Int or GoValue.Float or GoValue.Bool) =>
            throw new FunctionException(Incompatible),
        _ => throw new FunctionException("invalid type for comparison"),
    };

    public static bool IsLessOrEqual(GoValue left, GoValue right) => IsLess(left, right) || AreEqual(left, right);

    private static double Real(GoValue value) => value switch
    {
        GoValue.Int number => (double)number.Value,
        GoValue.Float number => number.Value,
        _ => throw new FunctionException(Incompatible),
    };
}
