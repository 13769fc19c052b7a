namespace Gantry.Cli.Interaction;

/// <summary>Which Gantry this is.</summary>
internal static class VersionFacts
{
    /// <summary>Its version in three numbers.</summary>
    public static string Version { get; } = typeof(VersionFacts).Assembly.GetName().Version?.ToString(3) ?? "0.0.0";
}
