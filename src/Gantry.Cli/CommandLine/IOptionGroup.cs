using System.CommandLine;

namespace Gantry.Cli.CommandLine;

/// <summary>Options that several commands share.</summary>
internal interface IOptionGroup
{
    /// <summary>The options.</summary>
    IEnumerable<Option> Options { get; }
}
