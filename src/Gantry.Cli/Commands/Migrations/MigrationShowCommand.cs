using Gantry.Cli.CommandLine;
using Gantry.Cli.Rendering;

namespace Gantry.Cli.Commands.Migrations;

/// <summary><c>gantry migration show</c>.</summary>
internal sealed class MigrationShowCommand : CliCommand
{
    /// <summary>Defines the command.</summary>
    public MigrationShowCommand()
        : base("show", "Say how a migration stands and what to do", "MIGRATION|CONTAINER", Positionals.Exactly(1))
    {
        Details = "Says where the container is, who decides where it runs, and what there is to do.";
        Examples = ["migration show 4f1c0a", "migration show web"];
    }

    /// <inheritdoc/>
    public override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        foreach (var line in MigrationText.Lines(invocation.Engine.GetMigration(invocation.Arguments[0])))
        {
            await invocation.Out.WriteLineAsync(line);
        }

        return ExitCodes.Success;
    }
}
