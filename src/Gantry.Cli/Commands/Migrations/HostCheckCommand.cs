using Gantry.Cli.CommandLine;
using Gantry.Cli.Interaction;
using Gantry.Cli.Rendering;
using Gantry.Engine.Model;

namespace Gantry.Cli.Commands.Migrations;

/// <summary><c>gantry host check</c>.</summary>
internal sealed class HostCheckCommand : CliCommand
{
    /// <summary>Defines the command.</summary>
    public HostCheckCommand()
        : base("check", "Ask hosts whether containers could move there", "[NAME|[USER@]HOST...]", Positionals.Any)
    {
        Details =
            """
            Reaches each host as a migration would, and says what gantry and CRIU are there, how much memory and space is free,
            and what stands in the way of any container of this host. Without words, all named hosts.
            """;
        Examples = ["host check", "host check rack2", "host check root@10.1.0.2"];
    }

    /// <inheritdoc/>
    public override Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var words = invocation.Arguments.Count > 0
            ? invocation.Arguments
            : [.. invocation.Engine.ListHosts().Select(host => host.Name)];
        return invocation.ForEachAsync(words, async word =>
        {
            var facts = await invocation.Engine.CheckHostAsync(word, cancellationToken);
            return facts.Blockers.Count == 0
                ? HostListing.Describe(word, facts)
                : throw new GantryException(ErrorCode.Incompatible, $"{word}: {string.Join("\n  and: ", facts.Blockers)}");
        });
    }
}
