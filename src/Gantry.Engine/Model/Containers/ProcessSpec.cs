namespace Gantry.Engine.Model.Containers;

/// <summary>The program of a container and its surroundings.</summary>
public sealed record ProcessSpec
{
    /// <summary>Entry point; put before <see cref="Command"/>.</summary>
    public IReadOnlyList<string> Entrypoint { get; init; } = [];

    /// <summary>Command or arguments of the entry point.</summary>
    public IReadOnlyList<string> Command { get; init; } = [];

    /// <summary><c>KEY=VALUE</c> entries, image's and own, in the order the program sees them.</summary>
    public IReadOnlyList<string> Environment { get; init; } = [];

    /// <summary>Absolute working directory inside the container.</summary>
    public string WorkingDirectory { get; init; } = "/";

    /// <summary>
    /// A working directory that is missing is made, as for the image's; one the person named must exist, as in Podman.
    /// </summary>
    public bool CreateWorkingDirectory { get; init; }

    /// <summary><c>user[:group]</c>, names or numbers; empty is root.</summary>
    public string User { get; init; } = "";

    /// <summary>Host name inside. Null: the short id, or the host's with <c>--uts host</c>.</summary>
    public string? Hostname { get; init; }

    /// <summary>File creation mask, octal text as in <c>0022</c>.</summary>
    public string Umask { get; init; } = "0022";

    /// <summary>Terminal and standard input.</summary>
    public StandardInputMode Input { get; init; }

    /// <summary>A small init process runs as process 1 (<c>--init</c>).</summary>
    public bool Init { get; init; }

    /// <summary>Signal that asks the program to end.</summary>
    public int StopSignal { get; init; } = 15;

    /// <summary>Seconds between that signal and SIGKILL.</summary>
    public int StopTimeoutSeconds { get; init; } = 10;

    /// <summary>Whether the program gets a terminal.</summary>
    public bool HasTerminal => Input is StandardInputMode.Terminal or StandardInputMode.InteractiveTerminal;

    /// <summary>Whether standard input stays open.</summary>
    public bool IsInteractive => Input is StandardInputMode.Interactive or StandardInputMode.InteractiveTerminal;
}

/// <summary>The four combinations of <c>-i</c> and <c>-t</c>.</summary>
public enum StandardInputMode
{
    /// <summary>/dev/null, no terminal.</summary>
    None,

    /// <summary><c>-i</c>: a pipe that stays open.</summary>
    Interactive,

    /// <summary><c>-t</c>: a terminal without input.</summary>
    Terminal,

    /// <summary><c>-it</c>.</summary>
    InteractiveTerminal,
}
