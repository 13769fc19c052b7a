using System.CommandLine;
using Gantry.Cli.CommandLine;
using Gantry.Cli.Rendering;

namespace Gantry.Cli.Commands.Containers;

/// <summary><c>gantry top</c>.</summary>
internal sealed class TopCommand : CliCommand
{
    private readonly Option<bool> _latest;
    private readonly Option<bool> _listDescriptors;

    /// <summary>Defines the command.</summary>
    public TopCommand()
        : base(
            "top", "Display the running processes of a container", "[options] CONTAINER [COLUMN...]", Positionals.Any)
    {
        Details =
            """
            Shows the processes of a running container. Columns are named as ps(1) names them; without any: user,
            pid, ppid, pcpu, etime, tty, time, args. Words that are no columns go to ps(1) in the container.
            """;
        Examples = ["top web", "top web pid hpid args"];
        StopsAtFirstPositional = true;
        Completes = CompletionKind.Containers;
        _latest = Add(Flag.Switch("latest", "l", "Act on the newest container"));
        _listDescriptors = Add(Flag.Switch("list-descriptors", null, "Print the names of all columns"));
    }

    /// <inheritdoc/>
    public override async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        if (invocation.Get(_listDescriptors))
        {
            await invocation.Out.WriteLineAsync(string.Join('\n', Engine.Engine.ProcessColumns));
            return ExitCodes.Success;
        }

        var words = invocation.Arguments;
        var isLatest = invocation.Get(_latest);
        if (words.Count == 0 && !isLatest)
        {
            throw new UsageException("you must provide the name or id of a running container");
        }

        var container = isLatest ? invocation.Engine.LatestContainer().Id.ToString() : words[0];
        var columns = words.Skip(isLatest ? 0 : 1).SelectMany(
            word => word.Split(',', StringSplitOptions.RemoveEmptyEntries));
        var list = await invocation.Engine.ListProcessesAsync(container, [.. columns], cancellationToken);
        await invocation.Out.WriteAsync(PlainTable.Render([list.Titles, .. list.Processes]));
        return ExitCodes.Success;
    }
}
