namespace Gantry.Architecture.Tests.Rules;

/// <summary>Names that say nothing about what is in a type or file.</summary>
internal static class NameRules
{
    private static readonly HashSet<string> s_emptyWords =
        ["util", "utils", "utility", "utilities", "helper", "helpers", "manager", "common", "base", "impl"];

    /// <summary>Complaints about the names of files and the folders they are in.</summary>
    public static IEnumerable<string> ComplaintsAboutPath(string path) =>
        from part in path.Split('/')
        from word in Words.Of(part)
        where s_emptyWords.Contains(word)
        select $"{path}: \"{part}\" is named \"{word}\".";

    /// <summary>Complaints about the types a file declares, nested ones too.</summary>
    public static IEnumerable<string> ComplaintsAboutTypes(SourceFile file) =>
        from type in TypeDeclaration.All(file)
        from word in Words.Of(type.Name)
        where s_emptyWords.Contains(word)
        select $"{file.Path}: type {type.Name} is named \"{word}\".";
}
