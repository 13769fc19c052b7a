using Gantry.Cli.CommandLine;
using Gantry.Cli.Interaction;
using Gantry.Cli.Rendering;
using Gantry.Engine.Model.Migrations;

namespace Gantry.Cli.Commands.Migrations;

/// <summary><c>gantry migration recover</c>.</summary>
internal sealed class MigrationRecoverCommand : CliCommand
{
    /// <summary>Defines the command.</summary>
    public MigrationRecoverCommand()
        : base(
            "recover",
            "Finish or take back interrupted migrations",
            "[MIGRATION|CONTAINER...]",
            Positionals.Any)
    {
        Details =
            """
            Without words, all of them. On the source it asks the target; on a target it finishes what was decided, and says
            which migrations wait for their source. One that another gantry is at work on is left alone.
            """;
        Examples = ["migration recover", "migration recover web"];
    }

    /// <inheritdoc/>
    public override Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var engine = invocation.Engine;
        IReadOnlyList<Migration> chosen = invocation.Arguments.Count == 0
            ? engine.ListMigrations()
            : [.. invocation.Arguments.Select(engine.GetMigration)];
        return invocation.ForEachAsync(chosen, async migration =>
            MigrationText.Outcome(migration, await engine.RecoverMigrationAsync(migration.Id, cancellationToken)));
    }
}
