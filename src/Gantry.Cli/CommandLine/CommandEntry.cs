namespace Gantry.Cli.CommandLine;

/// <summary>
/// A place in the tree of commands. The command itself is made only when it is needed: start-up counts.
/// </summary>
internal sealed record CommandEntry
{
    private CommandEntry(string name, string summary)
    {
        Name = name;
        Summary = summary;
    }

    /// <summary>The name.</summary>
    public string Name { get; }

    /// <summary>One line for the group's help.</summary>
    public string Summary { get; }

    /// <summary>Other names.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>Left out of help, completion and man pages.</summary>
    public bool Hidden { get; init; }

    /// <summary>Makes the command; null for a group.</summary>
    public Func<CliCommand>? Create { get; private init; }

    /// <summary>The commands of a group, or of a command that is a group too; else empty.</summary>
    public IReadOnlyList<CommandEntry> Children { get; private init; } = [];

    /// <summary>A command.</summary>
    public static CommandEntry Command(string name, string summary, Func<CliCommand> create) =>
        new(name, summary) { Create = create };

    /// <summary>A group of commands.</summary>
    public static CommandEntry Group(string name, string summary, params IReadOnlyList<CommandEntry> children) =>
        new(name, summary) { Children = children };

    /// <summary>The command as a group too: a word that is none of these names belongs to the command itself.</summary>
    public CommandEntry With(params IReadOnlyList<CommandEntry> children) => this with { Children = children };

    /// <summary>Whether the entry goes by that name.</summary>
    public bool Answers(string name) => Name == name || Aliases.Contains(name, StringComparer.Ordinal);

    /// <summary>Makes the command and tells it its place.</summary>
    /// <param name="parentPath">The names above it, the program's first.</param>
    public CliCommand CreateAt(string parentPath)
    {
        var command = Create!();
        command.FullName = $"{parentPath} {Name}";
        return command;
    }
}
