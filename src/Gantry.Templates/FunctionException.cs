namespace Gantry.Templates;

/// <summary>A function refused its arguments, or a rendering is over its budget. The evaluator adds the position.
/// </summary>
internal sealed class FunctionException(string message) : Exception(message)
{
    private FunctionException(int index, string wanted, string message)
        : this(message) => Argument = (index, wanted);

    /// <summary>The argument of the wrong type and the type wanted; null when it is not about a type.</summary>
    public (int Index, string Wanted)? Argument { get; }

    public static FunctionException ForType(int index, string wanted, GoValue value) => new(
        index,
        wanted,
        value.IsNothing
            ? $"invalid value; expected {wanted}"
            : $"wrong type for value; expected {wanted}; got {value.TypeName}");
}
