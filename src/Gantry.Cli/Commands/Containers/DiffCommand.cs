using System.CommandLine;
using System.Text.Json.Nodes;
using Gantry.Cli.CommandLine;
using Gantry.Cli.Options;
using Gantry.Cli.Rendering;
using Gantry.Engine.Model.Containers;

namespace Gantry.Cli.Commands.Containers;

/// <summary><c>gantry diff</c>.</summary>
internal sealed class DiffCommand : CliCommand
{
    private readonly Option<bool> _latest;
    private readonly Option<string?> _format;

    /// <summary>Defines the command.</summary>
    public DiffCommand()
        : base("diff", "Display the changes to a container's file system", "[options] CONTAINER", Positionals.Any)
    {
        Details = "Shows what a container changed against its image: added (A), changed (C) and deleted (D) paths.";
        Examples = ["diff web", "diff --format json web"];
        Completes = CompletionKind.Containers;
        _latest = Add(Flag.Switch("latest", "l", "Act on the newest container"));
        _format = Add(Flag.Text("format", null, "Change the output format (json)"));
    }

    /// <inheritdoc/>
    public override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var container = SingleContainer.Select(invocation, _latest);
        var changes = await invocation.Engine.DiffContainerAsync(container.Id.ToString(), cancellationToken);
        switch (invocation.Get(_format))
        {
            case null or "":
                foreach (var change in changes)
                {
                    await invocation.Out.WriteLineAsync($"{change.Kind} {change.Path}");
                }

                return ExitCodes.Success;
            case "json":
                await invocation.Out.WriteLineAsync(Json.Indented(ToJson(changes), 5));
                return ExitCodes.Success;
            default:
                throw new UsageException("only supported value for '--format' is 'json'");
        }
    }

    private static JsonObject ToJson(IReadOnlyList<PathChange> changes)
    {
        var json = new JsonObject();
        Add("changed", 'C');
        Add("added", 'A');
        Add("deleted", 'D');
        return json;

        void Add(string name, char kind)
        {
            if (changes.Any(change => change.Kind == kind))
            {
                json[name] = Json.Array(changes.Where(change => change.Kind == kind).Select(change => change.Path));
            }
        }
    }
}
