using System.Text;
using Gantry.Cli.Commands;
using Gantry.Cli.CommandLine;
using Gantry.Cli.Interaction;
using Gantry.Cli.Options;

namespace Gantry.Cli.Tests;

/// <summary>Runs command lines in this process, with texts for streams.</summary>
internal sealed class TestContext : IDisposable
{
    private readonly StringWriter _output = new() { NewLine = "\n" };
    private readonly StringWriter _error = new() { NewLine = "\n" };
    private readonly MemoryStream _outputBytes = new();

    public string Input { get; init; } = "";

    public TerminalFacts Terminals { get; init; } = TerminalFacts.None;

    public Dictionary<string, string> Environment { get; } = [];

    public string Output => _output.ToString();

    public string Error => _error.ToString();

    public byte[] OutputBytes => _outputBytes.ToArray();

    public static DateTimeOffset Now { get; } = new(2026, 11, 24, 7, 30, 0, TimeSpan.Zero);

    /// <summary>Runs a whole command line.</summary>
    /// <returns>The exit code.</returns>
    public Task<int> RunAsync(params IReadOnlyList<string> words) =>
        new CliRunner(ToCommandContext(), CommandCatalog.Root).RunAsync(words, CancellationToken.None);

    /// <summary>Reads a command line up to the point where the command would run.</summary>
    public (TCommand Command, Invocation Invocation) Bind<TCommand>(params IReadOnlyList<string> words)
        where TCommand : CliCommand
    {
        var globals = new GlobalOptions();
        var resolved = CommandResolver.Resolve(CommandCatalog.Root, globals.All, words);
        var command = Assert.IsType<TCommand>(resolved.Entry.CreateAt(resolved.ParentPath));
        var invocation = CliRunner.Bind(resolved, command, globals, ToCommandContext(), ["gantry", .. words]);
        return (command, Assert.IsType<Invocation>(invocation));
    }

    public CommandContext ToCommandContext() => new()
    {
        Out = _output,
        Error = _error,
        OpenInput = () => new MemoryStream(Encoding.UTF8.GetBytes(Input)),
        OpenOutput = () => _outputBytes,
        OpenError = () => Stream.Null,
        Terminals = Terminals,
        Time = new FixedTime(Now),
        WorkingDirectory = "/srv/here",
        Environment = name => Environment.GetValueOrDefault(name),
    };

    public void Dispose()
    {
        _output.Dispose();
        _error.Dispose();
        _outputBytes.Dispose();
    }
}
