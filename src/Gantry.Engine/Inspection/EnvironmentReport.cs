using Gantry.Engine.Model.Reports;

namespace Gantry.Engine.Inspection;

/// <summary>An environment without the values that look like secrets.</summary>
internal static class EnvironmentReport
{
    private static readonly string[] s_secretWords =
        ["PASSWORD", "PASSWD", "PASSPHRASE", "SECRET", "TOKEN", "CREDENTIAL", "AUTH", "KEY", "PWD_", "_PWD", "_PASS", "DSN"];

    /// <summary>Takes <c>NAME=VALUE</c> texts apart.</summary>
    /// <param name="variables">The environment.</param>
    /// <param name="showSecrets">Keep all values.</param>
    public static IReadOnlyList<EnvironmentValue> Of(IEnumerable<string> variables, bool showSecrets) =>
        [.. variables.Select(variable => Of(variable, showSecrets))];

    private static EnvironmentValue Of(string variable, bool showSecrets)
    {
        var separator = variable.IndexOf('=', StringComparison.Ordinal);
        var (name, value) = separator < 0 ? (variable, "") : (variable[..separator], variable[(separator + 1)..]);
        return new EnvironmentValue(name, showSecrets || !IsSecret(name, value) ? value : null);
    }

    /// <summary>Whether a value looks like a secret, by its name or by itself.</summary>
    public static bool IsSecret(string name, string value) =>
        s_secretWords.Any(word => name.Contains(word, StringComparison.OrdinalIgnoreCase)) || HasPassword(value);

    // scheme://user:password@host
    private static bool HasPassword(string value)
    {
        var scheme = value.IndexOf("://", StringComparison.Ordinal);
        var rest = scheme < 0 ? "" : value[(scheme + 3)..];
        var at = rest.IndexOf('@', StringComparison.Ordinal);
        return at > 0 && rest[..at].Contains(':', StringComparison.Ordinal);
    }
}
