using Gantry.Cli.CommandLine;
using Gantry.Engine.Model.Images;

namespace Gantry.Cli.Options;

/// <summary>Names of pull policies.</summary>
internal static class PullPolicies
{
    /// <summary>Reads a policy.</summary>
    /// <exception cref="UsageException">It is none.</exception>
    public static PullPolicy Parse(string text) => text switch
    {
        "missing" or "ifnotpresent" or "false" or "" => PullPolicy.Missing,
        "always" or "true" => PullPolicy.Always,
        "never" => PullPolicy.Never,
        "newer" or "ifnewer" => PullPolicy.Newer,
        _ => throw new UsageException($"unsupported pull policy \"{text}\": choose from always, missing, never, newer"),
    };
}
