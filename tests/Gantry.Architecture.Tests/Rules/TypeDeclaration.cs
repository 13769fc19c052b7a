using System.Text.RegularExpressions;

namespace Gantry.Architecture.Tests.Rules;

/// <summary>A type as a source file declares it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind"><c>class</c>, <c>record</c>, <c>struct</c>, <c>enum</c>, <c>interface</c>…</param>
/// <param name="BaseList">What follows the name on its line.</param>
/// <param name="Depth">Columns in front of it; 0 for a type that is not nested.</param>
internal sealed partial record TypeDeclaration(string Name, string Kind, string BaseList, int Depth)
{
    /// <summary>Whether it may stand beside the type a file is named after: it holds data, or carries it to and from JSON.</summary>
    public bool IsCompanion =>
        Kind.StartsWith("record", StringComparison.Ordinal)
        || Kind is "enum" or "delegate"
        || BaseList.Contains("JsonSerializerContext", StringComparison.Ordinal)
        || BaseList.Contains("JsonConverter<", StringComparison.Ordinal);

    /// <summary>Every type a file declares.</summary>
    public static IEnumerable<TypeDeclaration> All(SourceFile file) =>
        from line in file.Lines
        let match = Declaration().Match(line)
        where match.Success
        select new TypeDeclaration(
            match.Groups["name"].Value,
            match.Groups["kind"].Value,
            match.Groups["rest"].Value,
            match.Groups["indent"].Length);

    /// <summary>Those that are not nested.</summary>
    public static IReadOnlyList<TypeDeclaration> TopLevel(SourceFile file) => [.. All(file).Where(type => type.Depth == 0)];

    [GeneratedRegex(
        @"^(?<indent>\s*)(?:(?:public|internal|private|protected|file|sealed|static|abstract|partial|readonly|unsafe|ref)\s+)*"
        + @"(?<kind>class|record struct|record class|record|struct|enum|interface)\s+(?<name>[A-Za-z_]\w*)(?<rest>.*)$")]
    private static partial Regex Declaration();
}
