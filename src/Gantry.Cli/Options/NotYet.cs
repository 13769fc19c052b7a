using System.CommandLine;
using Gantry.Cli.CommandLine;

namespace Gantry.Cli.Options;

/// <summary>Flags that Podman has and this version of Gantry does not.</summary>
internal static class NotYet
{
    /// <summary>Refuses an option that was typed.</summary>
    /// <param name="invocation">The invocation.</param>
    /// <param name="option">The option.</param>
    /// <param name="subject">What is missing, in the plural, to begin a sentence.</param>
    /// <exception cref="UsageException">It was typed.</exception>
    public static void Refuse(Invocation invocation, Option option, string subject)
    {
        if (invocation.IsGiven(option))
        {
            throw new UsageException($"{subject} are not available in this version of gantry: leave out {option.Name}");
        }
    }
}
