using System.Text.RegularExpressions;

namespace Gantry.Architecture.Tests.Rules;

/// <summary>What no file of the repository may hold: it would tie the project to one machine or one service.</summary>
internal static partial class TrackedTextRules
{
    // In two parts each, so that this file does not hold them.
    private static readonly string[] s_registries =
    [
        "docker" + ".io", "quay" + ".io", "ghcr" + ".io", "gcr" + ".io", "registry.k8s" + ".io", "mcr.microsoft" + ".com",
        "public.ecr" + ".aws", "registry.access.redhat" + ".com", "registry.fedoraproject" + ".org",
    ];

    private static readonly string[] s_feeds =
        ["nuget" + ".org", "pkgs.dev.azure" + ".com", "nuget.pkg.github" + ".com", "registry.npmjs" + ".org", "pypi" + ".org"];

    // The reference grammar's default domain, by which Docker's and Podman's short and full names mean the same image.
    private static readonly (string PathPrefix, string Text)[] s_allowed =
    [
        ("src/Gantry.Engine/Model/Images/ImageReference.cs", "docker" + ".io"),
        ("tests/Gantry.Engine.Tests/Storage/Images/", "docker" + ".io"),
    ];

    /// <summary>Complaints about a file's text.</summary>
    public static IEnumerable<string> Complaints(SourceFile file)
    {
        foreach (var host in s_registries.Concat(s_feeds).Where(host => !IsAllowed(file.Path, host)))
        {
            if (file.Text.IndexOf(host, StringComparison.OrdinalIgnoreCase) is var at and >= 0)
            {
                yield return $"{file.Path}:{LineOf(file, at)} names {host}.";
            }
        }

        foreach (Match match in MachinePath().Matches(file.Text))
        {
            yield return $"{file.Path}:{LineOf(file, match.Index)} has a path of one machine, {match.Value}.";
        }
    }

    private static bool IsAllowed(string path, string text) =>
        s_allowed.Any(allowed => allowed.Text == text && path.StartsWith(allowed.PathPrefix, StringComparison.Ordinal));

    private static int LineOf(SourceFile file, int index) => file.Text.AsSpan(0, index).Count('\n') + 1;

    // The folder this project was developed in; overlayfs' own work folders are always below something.
    [GeneratedRegex(@"(?<![\w.})/-])/work/[a-z]\w*")]
    private static partial Regex MachinePath();
}
