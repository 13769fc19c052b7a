using System.CommandLine;
using Gantry.Cli.CommandLine;
using Gantry.Engine.Model.Migrations;

namespace Gantry.Cli.Commands.Migrations;

/// <summary><c>gantry host add</c>.</summary>
internal sealed class HostAddCommand : CliCommand
{
    private readonly Option<string?> _transport;

    /// <summary>Defines the command.</summary>
    public HostAddCommand()
        : base("add", "Give a host that containers can move to a name", "[options] NAME [[USER@]HOST]", Positionals.AtLeast(1))
    {
        Details =
            """
            "gantry migrate CONTAINER NAME" and "gantry drain" know the host by that name then. Without another word the
            name is what ssh is given, which may be one of its configuration.
            """;
        Examples = ["host add rack2 root@10.1.0.2", "host add box --transport 'podman exec -i box gantry migrate-receive'"];
        _transport = Add(Flag.Text(
            "transport", null, "Command of the shell that leads to \"gantry migrate-receive\" there, instead of ssh"));
    }

    /// <inheritdoc/>
    public override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        if (invocation.Arguments.Count > 2)
        {
            throw new UsageException("a host has one name and one [USER@]HOST");
        }

        invocation.Engine.AddHost(new MigrationHost
        {
            Name = invocation.Arguments[0],
            Destination = invocation.Arguments[^1],
            Transport = invocation.Get(_transport),
        });
        await invocation.Out.WriteLineAsync(invocation.Arguments[0]);
        return ExitCodes.Success;
    }
}
