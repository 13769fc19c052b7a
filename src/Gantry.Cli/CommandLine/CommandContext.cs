using Gantry.Cli.Interaction;
using Gantry.Engine.Terminals;

namespace Gantry.Cli.CommandLine;

/// <summary>The world around a command: its streams, clock and environment. Tests bring their own.</summary>
internal sealed class CommandContext : IDisposable
{
    /// <summary>Receives what was asked for.</summary>
    public required TextWriter Out { get; init; }

    /// <summary>Receives messages.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>Opens standard input as bytes; of a terminal as they are typed.</summary>
    public required Func<Stream> OpenInput { get; init; }

    /// <summary>
    /// Opens standard output for bytes. Flush <see cref="Out"/> first. Writing fails when nobody reads any more.
    /// </summary>
    public required Func<Stream> OpenOutput { get; init; }

    /// <summary>Opens standard error for bytes.</summary>
    public required Func<Stream> OpenError { get; init; }

    /// <summary>Which of them are terminals.</summary>
    public required TerminalFacts Terminals { get; init; }

    /// <summary>Whether output is coloured (no-color.org).</summary>
    public bool UsesColour => Terminals.Output && string.IsNullOrEmpty(Environment("NO_COLOR"));

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Relative paths start here; absolute.</summary>
    public string WorkingDirectory { get; init; } = "/";

    /// <summary>Reads an environment variable.</summary>
    public Func<string, string?> Environment { get; init; } = System.Environment.GetEnvironmentVariable;

    /// <summary>What Ctrl-C does; null where nobody types it.</summary>
    public Interruption? Interruption { get; init; }

    /// <summary>
    /// The streams of this process. Not Console's: those set up the terminal (its keypad, its line editing), which is
    /// not ours to change.
    /// </summary>
    public static CommandContext ForProcess(Interruption interruption) => new()
    {
        Interruption = interruption,
        Out = new StreamWriter(TerminalSession.OpenOutput()) { AutoFlush = false },
        Error = new StreamWriter(TerminalSession.OpenError()) { AutoFlush = true },
        OpenInput = TerminalSession.OpenInput,
        OpenOutput = TerminalSession.OpenOutput,
        OpenError = TerminalSession.OpenError,
        Terminals = TerminalFacts.ForProcess(),
        WorkingDirectory = Directory.GetCurrentDirectory(),
    };

    /// <summary>Flushes the writers; a reader that has gone away is no error.</summary>
    public void Dispose()
    {
        try
        {
            Out.Flush();
            Error.Flush();
        }
        catch (IOException)
        {
            // `gantry ps | head -1`: nobody reads the rest.
        }
    }

    /// <summary>An absolute path for one typed by the person.</summary>
    public string Resolve(string path) => Path.GetFullPath(path, WorkingDirectory);
}
