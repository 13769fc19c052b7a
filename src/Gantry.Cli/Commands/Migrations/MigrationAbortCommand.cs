using Gantry.Cli.CommandLine;
using Gantry.Cli.Interaction;

namespace Gantry.Cli.Commands.Migrations;

/// <summary><c>gantry migration abort</c>.</summary>
internal sealed class MigrationAbortCommand : CliCommand
{
    /// <summary>Defines the command.</summary>
    public MigrationAbortCommand()
        : base(
            "abort",
            "Take back interrupted migrations that the target has not finished",
            "MIGRATION|CONTAINER [MIGRATION|CONTAINER...]",
            Positionals.AtLeast(1))
    {
        Details =
            """
            On the source. The target is asked to give the container up; only when it has done so does the container run on
            here. It refuses if it has let the container run.
            """;
        Examples = ["migration abort web"];
    }

    /// <inheritdoc/>
    public override Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken) =>
        invocation.ForEachAsync(invocation.Arguments, async word =>
        {
            var migration = invocation.Engine.GetMigration(word);
            await invocation.Engine.AbortMigrationAsync(migration.Id, cancellationToken);
            return migration.ContainerName;
        });
}
