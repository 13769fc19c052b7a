using Gantry.Cli.CommandLine;

namespace Gantry.Cli.Commands.Host;

/// <summary><c>gantry __complete</c>, called by the completion scripts.</summary>
internal sealed class CompleteCommand : CliCommand
{
    /// <summary>Defines the command.</summary>
    public CompleteCommand()
        : base("__complete", "Print what the last word may become", "WORD...", Positionals.Any)
    {
        Details = "The completion scripts call this with the words typed so far.";
        Examples = ["__complete -- container ch"];
        StopsAtFirstPositional = true;
    }

    /// <inheritdoc/>
    public override Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var completer = new Completer(CommandCatalog.Root, invocation.Context);
        foreach (var candidate in completer.Complete(invocation.Arguments))
        {
            invocation.Out.WriteLine(candidate);
        }

        return Task.FromResult(ExitCodes.Success);
    }
}
