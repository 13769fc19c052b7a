using System.CommandLine;
using Gantry.Cli.CommandLine;
using Gantry.Cli.Rendering;

namespace Gantry.Cli.Commands.Migrations;

/// <summary><c>gantry migration ls</c>.</summary>
internal sealed class MigrationLsCommand : CliCommand
{
    private readonly Option<string?> _format;
    private readonly Option<bool> _noHeading;
    private readonly Option<bool> _noTruncation;

    /// <summary>Defines the command.</summary>
    public MigrationLsCommand()
        : base("ls", "List migrations that are not over", "[options]", Positionals.None)
    {
        Details =
            """
            Lists migrations that are under way or wait for recovery, on this end. One that has arrived here is listed until
            the source has said that it will not ask again.
            """;
        Examples = ["migration ls", "migration ls --format json"];
        _format = Add(Flag.Text("format", null, "Print JSON, or each migration through a Go template"));
        _noHeading = Add(Flag.Switch("noheading", "n", "Do not print headers"));
        _noTruncation = Add(Flag.Switch("no-trunc", null, "Show whole ids"));
    }

    /// <inheritdoc/>
    public override Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        invocation.Out.Write(MigrationListing.Render(
            invocation.Engine.ListMigrations(),
            invocation.Get(_format),
            invocation.Get(_noHeading),
            !invocation.Get(_noTruncation)));
        return Task.FromResult(ExitCodes.Success);
    }
}
