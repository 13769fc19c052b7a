using Gantry.Cli.Options;
using Gantry.Engine.Model;

namespace Gantry.Cli.CommandLine;

/// <summary>Finds what the last word of an unfinished command line may become.</summary>
internal sealed class Completer(CommandEntry root, CommandContext context)
{
    /// <summary>The candidates, sorted. Empty when nothing is known: the shell then offers files.</summary>
    /// <param name="words">The words after the program's name; the last one is unfinished, maybe empty.</param>
    public IReadOnlyList<string> Complete(IReadOnlyList<string> words)
    {
        var partial = words.Count > 0 ? words[^1] : "";
        try
        {
            return [.. Candidates([.. words.SkipLast(1)], partial)
                .Where(candidate => candidate.StartsWith(partial, StringComparison.Ordinal))
                .Distinct().Order(StringComparer.Ordinal)];
        }
        catch (Exception e) when (e is UsageException or GantryException or IOException)
        {
            // A broken line or installation has no candidates; a message would land in the prompt.
            return [];
        }
    }

    private IEnumerable<string> Candidates(IReadOnlyList<string> before, string partial)
    {
        var globals = new GlobalOptions();
        var resolved = CommandResolver.Resolve(root, globals.All, before);
        if (resolved.Entry.Create is null)
        {
            return partial.StartsWith('-')
                ? Names(globals.All)
                : resolved.Entry.Children.Where(child => !child.Hidden).Select(child => child.Name);
        }

        var command = resolved.Entry.CreateAt(resolved.ParentPath);
        if (partial.StartsWith('-'))
        {
            return Names(command.OwnOptions);
        }

        var commands = resolved.Words.Count == 0 ? resolved.Entry.Children.Select(child => child.Name) : [];
        using var invocation = CliRunner.Bind(resolved, command, globals, context, before);
        var isPastObject = command.StopsAtFirstPositional && invocation?.Arguments.Count > 0;
        return invocation is null || isPastObject ? [] : [.. commands, .. Objects(command.Completes, invocation)];
    }

    private static IEnumerable<string> Names(IEnumerable<System.CommandLine.Option> options) =>
        options.Where(option => !option.Hidden).Select(option => option.Name).Append("--help");

    private static IEnumerable<string> Objects(CompletionKind kind, Invocation invocation) => kind switch
    {
        CompletionKind.Nothing => [],
        CompletionKind.Containers => invocation.Engine.ListContainers().Select(container => container.Name),
        CompletionKind.Images => invocation.Engine.ListImages().SelectMany(image => image.Names),
        CompletionKind.Volumes => invocation.Engine.ListVolumes().Select(volume => volume.Name),
        CompletionKind.Networks => invocation.Engine.ListNetworks().Select(network => network.Name),
        CompletionKind.Pods => invocation.Engine.ListPods().Select(details => details.Pod.Name),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };
}
