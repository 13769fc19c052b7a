using System.CommandLine;

namespace Gantry.Cli.CommandLine;

/// <summary>One command: its options, its help, and what it does.</summary>
internal abstract class CliCommand : Command
{
    private readonly List<Option> _ownOptions = [];

    /// <summary>Defines a command.</summary>
    /// <param name="name">Its own name, without the group's.</param>
    /// <param name="summary">One line, without a full stop.</param>
    /// <param name="usage">What follows the name: <c>[options] CONTAINER [CONTAINER...]</c>.</param>
    /// <param name="positionals">How many positional arguments it takes.</param>
    protected CliCommand(string name, string summary, string usage, Positionals positionals)
        : base(name, summary)
    {
        Usage = usage;
        Positionals = positionals;
        Words = new Argument<IReadOnlyList<string>>("ARGUMENTS")
        {
            Arity = new ArgumentArity(0, 100_000),
            CustomParser = result => [.. result.Tokens.Select(token => token.Value)],
            DefaultValueFactory = _ => [],
        };
        Arguments.Add(Words);
    }

    /// <summary>What follows the name.</summary>
    public string Usage { get; }

    /// <summary>How many positional arguments it takes.</summary>
    public Positionals Positionals { get; }

    /// <summary>The positional arguments.</summary>
    public Argument<IReadOnlyList<string>> Words { get; }

    /// <summary>Its own options, without the global ones.</summary>
    public IReadOnlyList<Option> OwnOptions => _ownOptions;

    /// <summary>Paragraphs of help below the summary. Empty: the summary says all.</summary>
    public string Details { get; protected init; } = "";

    /// <summary>Command lines that show its use, without the program's name; the first word is the command.</summary>
    public IReadOnlyList<string> Examples { get; protected init; } = [];

    /// <summary>Whether all after the first positional argument belongs to another command (run, exec).</summary>
    public bool StopsAtFirstPositional { get; protected init; }

    /// <summary>The name with its groups and the program: <c>gantry container rm</c>. Set by who made it.</summary>
    public string FullName { get; set; } = "";

    /// <summary>What words of this command may complete to.</summary>
    public CompletionKind Completes { get; protected init; } = CompletionKind.Nothing;

    /// <summary>Does the work.</summary>
    /// <returns>The exit code.</returns>
    public abstract Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken);

    /// <summary>Adds an option and gives it back, for a field's initializer.</summary>
    protected T Add<T>(T option)
        where T : Option
    {
        Options.Add(option);
        _ownOptions.Add(option);
        return option;
    }

    /// <summary>Adds a group of options and gives it back.</summary>
    protected T AddGroup<T>(T group)
        where T : IOptionGroup
    {
        foreach (var option in group.Options)
        {
            Add(option);
        }

        return group;
    }
}
