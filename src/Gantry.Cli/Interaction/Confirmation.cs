using Gantry.Cli.CommandLine;
using Gantry.Engine.Model;

namespace Gantry.Cli.Interaction;

/// <summary>Asks the person before something is removed.</summary>
internal static class Confirmation
{
    /// <summary>Shows a warning and waits for an answer.</summary>
    /// <returns>Whether it was yes.</returns>
    /// <exception cref="GantryException"><see cref="ErrorCode.Invalid"/>: standard input has ended.</exception>
    public static async Task<bool> AskAsync(Invocation invocation, string warning, CancellationToken cancellationToken)
    {
        await invocation.Out.WriteLineAsync(warning);
        await invocation.Out.WriteAsync("Are you sure you want to continue? [y/N] ");
        await invocation.Out.FlushAsync(cancellationToken);
        using var reader = new StreamReader(invocation.Context.OpenInput());
        var answer = await reader.ReadLineAsync(cancellationToken)
            ?? throw new GantryException(ErrorCode.Invalid, "no answer could be read from standard input: use --force");
        return answer.Trim() is ['y' or 'Y', ..];
    }
}
