using System.CommandLine;

namespace Gantry.Cli.CommandLine;

/// <summary>What a command line is about.</summary>
/// <param name="Entry">The command, or the group when no command of it was named.</param>
/// <param name="ParentPath">The names above it; empty for the program itself.</param>
/// <param name="Flags">Global flags that stood before the command.</param>
/// <param name="Words">The words after it.</param>
/// <param name="WantsHelp">Whether <c>--help</c> stood before the command.</param>
internal sealed record ResolvedCommand(
    CommandEntry Entry,
    string ParentPath,
    IReadOnlyList<(Option Option, string Value)> Flags,
    IReadOnlyList<string> Words,
    bool WantsHelp)
{
    /// <summary>The names down to the entry.</summary>
    public string Path => ParentPath.Length == 0 ? Entry.Name : $"{ParentPath} {Entry.Name}";
}
