using System.CommandLine;

namespace Gantry.Cli.CommandLine;

/// <summary>The words of a command, sorted.</summary>
/// <param name="Flags">Options with their values in the order given; of a switch "true" or "false".</param>
/// <param name="Positionals">The other words.</param>
/// <param name="WantsHelp">Whether <c>--help</c> was among them.</param>
internal sealed record ParsedFlags(
    IReadOnlyList<(Option Option, string Value)> Flags, IReadOnlyList<string> Positionals, bool WantsHelp);
