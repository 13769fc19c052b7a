using System.CommandLine;
using Gantry.Cli.Interaction;
using Gantry.Cli.Options;
using Gantry.Engine.Model;

namespace Gantry.Cli.CommandLine;

/// <summary>One run of a command: what was typed, and the means to answer.</summary>
internal sealed class Invocation : IDisposable
{
    private readonly ParseResult _parsed;
    private readonly GlobalOptions _globals;
    private Gantry.Engine.Engine? _engine;

    /// <summary>Joins the parts.</summary>
    /// <param name="command">The command.</param>
    /// <param name="parsed">Its options and arguments.</param>
    /// <param name="globals">The global options, which are part of <paramref name="parsed"/>.</param>
    /// <param name="flags">The flags in the order typed.</param>
    /// <param name="context">The world around.</param>
    /// <param name="commandLine">All words, the program's name first.</param>
    public Invocation(
        CliCommand command,
        ParseResult parsed,
        GlobalOptions globals,
        IReadOnlyList<(Option Option, string Value)> flags,
        CommandContext context,
        IReadOnlyList<string> commandLine)
    {
        Flags = flags;
        Command = command;
        _parsed = parsed;
        _globals = globals;
        Context = context;
        CommandLine = commandLine;
    }

    /// <summary>The command.</summary>
    public CliCommand Command { get; }

    /// <summary>The world around.</summary>
    public CommandContext Context { get; }

    /// <summary>All words as typed, the program's name first.</summary>
    public IReadOnlyList<string> CommandLine { get; }

    /// <summary>The flags with their values in the order typed.</summary>
    public IReadOnlyList<(Option Option, string Value)> Flags { get; }

    /// <summary>The positional arguments.</summary>
    public IReadOnlyList<string> Arguments => Get(Command.Words);

    /// <summary>Receives what was asked for.</summary>
    public TextWriter Out => Context.Out;

    /// <summary>Receives messages.</summary>
    public TextWriter Error => Context.Error;

    /// <summary>The runtime typed on the command line; null when none was.</summary>
    public string? TypedRuntime => _globals.IsRuntimeGiven(this) ? Get(_globals.Runtime) : null;

    /// <summary>Which installation is meant.</summary>
    public EngineOptions EngineOptions => _globals.ToEngineOptions(this);

    /// <summary>The installation, opened at the first use.</summary>
    public Gantry.Engine.Engine Engine => _engine ??= Gantry.Engine.Engine.Open(
        EngineOptions,
        new ErrorLoggerFactory(Error, _globals.LogLevelOf(this), Context.Time),
        Context.Time);

    /// <summary>The value of an option, or its default.</summary>
    public T Get<T>(Option<T> option) => _parsed.GetValue(option)!;

    /// <summary>The value of an argument, or its default.</summary>
    public T Get<T>(Argument<T> argument) => _parsed.GetValue(argument)!;

    /// <summary>Whether an option was typed.</summary>
    public bool IsGiven(Option option) => _parsed.GetResult(option) is { Implicit: false };

    /// <summary>Closes the installation.</summary>
    public void Dispose() => _engine?.Dispose();
}
