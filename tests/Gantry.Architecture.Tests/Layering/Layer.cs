namespace Gantry.Architecture.Tests.Layering;

/// <summary>One row of the layering table: types of a namespace, and the layers they may use besides their own.</summary>
/// <param name="Name">Short name; rows refer to each other by it.</param>
/// <param name="Namespace">
/// The namespace alone, or with <c>.*</c> at its end also those below it that have no row of their own.
/// </param>
/// <param name="MayUse">Names of other layers.</param>
internal sealed record Layer(string Name, string Namespace, params IReadOnlyList<string> MayUse)
{
    private string Prefix => Namespace.EndsWith(".*", StringComparison.Ordinal) ? Namespace[..^2] : Namespace;

    /// <summary>Length of the part of <paramref name="ns"/> that the row names; 0 when it is not for it.</summary>
    public int Match(string ns) =>
        ns == Prefix || (Prefix != Namespace && ns.StartsWith(Prefix + ".", StringComparison.Ordinal)) ? Prefix.Length : 0;
}
