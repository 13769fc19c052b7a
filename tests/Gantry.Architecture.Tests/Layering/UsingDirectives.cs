using System.Text.RegularExpressions;

namespace Gantry.Architecture.Tests.Layering;

/// <summary>Reads dependencies from the source: which namespace a file is in and which it imports.</summary>
internal static partial class UsingDirectives
{
    /// <summary>One dependency per directive.</summary>
    public static IEnumerable<Dependency> Read(SourceFile file)
    {
        var home = Home().Match(file.Text).Groups[1].Value;
        return home.Length == 0
            ? []
            : Imported().Matches(file.Text).Select(match => match.Groups[1].Value)
                .Select(used => new Dependency(file.Path, home, used, used));
    }

    [GeneratedRegex(@"^namespace\s+([\w.]+)\s*;", RegexOptions.Multiline)]
    private static partial Regex Home();

    [GeneratedRegex(@"^(?:global\s+)?using\s+(?:static\s+)?([\w.]+)\s*;", RegexOptions.Multiline)]
    private static partial Regex Imported();
}
