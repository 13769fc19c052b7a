using System.CommandLine;

namespace Gantry.Cli.CommandLine;

/// <summary>Finds the command that a command line is about, over groups and past global flags.</summary>
internal static class CommandResolver
{
    /// <summary>Finds it.</summary>
    /// <exception cref="UsageException">There is no such command, or a flag before it is wrong.</exception>
    public static ResolvedCommand Resolve(CommandEntry root, IReadOnlyList<Option> globals, IReadOnlyList<string> words)
    {
        var flags = new List<(Option, string)>();
        var parser = new FlagParser(globals, stopAtFirstPositional: true);
        var entry = root;
        var parentPath = "";
        while (true)
        {
            var parsed = parser.Parse(words);
            flags.AddRange(parsed.Flags);
            if (parsed.WantsHelp || parsed.Positionals.Count == 0)
            {
                return new ResolvedCommand(entry, parentPath, flags, [], parsed.WantsHelp);
            }

            var name = parsed.Positionals[0];
            parentPath = Join(parentPath, entry.Name);
            entry = entry.Children.FirstOrDefault(child => child.Answers(name))
                ?? throw new UsageException(Unknown(entry, parentPath, name));
            words = [.. parsed.Positionals.Skip(1)];
            if (entry.Create is not null && !(words is [var next, ..] && entry.Children.Any(child => child.Answers(next))))
            {
                return new ResolvedCommand(entry, parentPath, flags, words, false);
            }
        }
    }

    private static string Join(string path, string name) => path.Length == 0 ? name : $"{path} {name}";

    private static string Unknown(CommandEntry group, string path, string name)
    {
        var similar = group.Children.Where(child => !child.Hidden && IsSimilar(child.Name, name)).ToList();
        var suggestion = similar.Count == 0
            ? ""
            : "\n\nDid you mean this?\n" + string.Concat(similar.Select(child => $"\t{child.Name}\n"));
        return $"unrecognized command `{path} {name}`{suggestion}\nTry '{path} --help' for more information";
    }

    /// <summary>As cobra: at most two edits away, or what was typed begins the name.</summary>
    private static bool IsSimilar(string name, string typed) =>
        name.StartsWith(typed, StringComparison.OrdinalIgnoreCase) || EditDistance(name, typed) <= 2;

    private static int EditDistance(string left, string right)
    {
        var row = Enumerable.Range(0, right.Length + 1).ToArray();
        for (var i = 1; i <= left.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var above = row[j];
                var replaced = diagonal + (left[i - 1] == right[j - 1] ? 0 : 1);
                row[j] = Math.Min(replaced, Math.Min(above, row[j - 1]) + 1);
                diagonal = above;
            }
        }

        return row[^1];
    }
}
