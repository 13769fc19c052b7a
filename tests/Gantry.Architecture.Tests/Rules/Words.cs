using System.Text.RegularExpressions;

namespace Gantry.Architecture.Tests.Rules;

/// <summary>Splits names into their words.</summary>
internal static partial class Words
{
    /// <summary><c>OCIRuntime_pathOf</c> gives <c>oci runtime path of</c>.</summary>
    public static IEnumerable<string> Of(string name) => Word().Matches(name).Select(match => match.Value.ToLowerInvariant());

    [GeneratedRegex("[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")]
    private static partial Regex Word();
}
