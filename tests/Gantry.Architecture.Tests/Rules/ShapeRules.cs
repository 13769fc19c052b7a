namespace Gantry.Architecture.Tests.Rules;

/// <summary>How a file of code is made up.</summary>
internal static class ShapeRules
{
    /// <summary>The most lines of a file.</summary>
    public const int MostLines = 600;

    /// <summary>Complaints about a file's length.</summary>
    public static IEnumerable<string> ComplaintsAboutLength(SourceFile file) =>
        file.Lines.Count > MostLines ? [$"{file.Path} has {file.Lines.Count} lines; {MostLines} are the most."] : [];

    /// <summary>
    /// Complaints about a file that does not declare the type it is named after, or declares another one beside it
    /// that is no companion: a record, an enum, what turns it into JSON.
    /// </summary>
    public static IEnumerable<string> ComplaintsAboutTypes(SourceFile file)
    {
        var types = TypeDeclaration.TopLevel(file);
        if (types.Count == 0)
        {
            // Top-level statements, assembly attributes.
            return [];
        }

        return types.Any(type => type.Name == file.Stem)
            ? types
                .Where(type => type.Name != file.Stem && !type.IsCompanion)
                .Select(type => $"{file.Path} declares the {type.Kind} {type.Name}, which needs a file of its own.")
            : [$"{file.Path} declares no type {file.Stem}."];
    }
}
