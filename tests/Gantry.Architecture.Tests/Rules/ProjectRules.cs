using System.Text.RegularExpressions;

namespace Gantry.Architecture.Tests.Rules;

/// <summary>Which project may refer to which, and who may see internals.</summary>
internal static partial class ProjectRules
{
    private static readonly Dictionary<string, string[]> s_references = new()
    {
        ["Gantry.Linux"] = [],
        ["Gantry.Templates"] = [],
        ["Gantry.CriuImages"] = [],
        ["Gantry.Engine"] = ["Gantry.CriuImages", "Gantry.Linux"],
        ["Gantry.Cli"] = ["Gantry.Engine", "Gantry.Templates"],
    };

    /// <summary>Complaints about a project file of <c>src</c>.</summary>
    public static IEnumerable<string> Complaints(SourceFile file)
    {
        var name = Path.GetFileNameWithoutExtension(file.Path);
        if (!s_references.TryGetValue(name, out var allowed))
        {
            yield return $"{file.Path}: project {name} has no row in the table of references.";
            yield break;
        }

        foreach (var reference in Reference().Matches(file.Text).Select(match => match.Groups[1].Value).Except(allowed))
        {
            yield return $"{file.Path}: {name} may not refer to {reference}.";
        }

        foreach (var friend in Friend().Matches(file.Text).Select(match => match.Groups[1].Value))
        {
            // The fuzzer feeds parsers as tests do.
            if (!friend.EndsWith(".Tests", StringComparison.Ordinal) && friend != "Gantry.Fuzz")
            {
                yield return $"{file.Path}: the internals of {name} are for its tests, not for {friend}.";
            }
        }

        if (name != "Gantry.Linux" && file.Text.Contains("AllowUnsafeBlocks", StringComparison.Ordinal))
        {
            yield return $"{file.Path}: only Gantry.Linux allows unsafe code.";
        }
    }

    [GeneratedRegex("<ProjectReference Include=\"[^\"]*/([^\"/]+)\\.csproj\"")]
    private static partial Regex Reference();

    [GeneratedRegex("<InternalsVisibleTo Include=\"([^\"]+)\"")]
    private static partial Regex Friend();
}
