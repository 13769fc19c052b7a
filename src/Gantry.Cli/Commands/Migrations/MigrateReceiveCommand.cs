using Gantry.Cli.CommandLine;

namespace Gantry.Cli.Commands.Migrations;

/// <summary><c>gantry migrate-receive</c>, which a migration's source starts here.</summary>
internal sealed class MigrateReceiveCommand : CliCommand
{
    /// <summary>Defines the command.</summary>
    public MigrateReceiveCommand()
        : base("migrate-receive", "Take a container from another host", "", Positionals.None)
    {
        Details = "\"gantry migrate\" starts this on the target and speaks with it over standard input and output.";
        Examples = ["migrate-receive"];
    }

    /// <inheritdoc/>
    public override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        await using var input = invocation.Context.OpenInput();
        await using var output = invocation.Context.OpenOutput();
        await invocation.Engine.ReceiveMigrationAsync(input, output, cancellationToken);
        return ExitCodes.Success;
    }
}
