namespace Gantry.Engine.Tools;

/// <summary>An external program ended with an exit code other than 0. The inner exception of a GantryException.</summary>
internal sealed class ToolException : Exception
{
    private const int KeptLines = 20;

    /// <summary>Creates the error from what the program left behind.</summary>
    /// <param name="program">Absolute path of the program.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="exitCode">Its exit code; 128 + signal when a signal ended it.</param>
    /// <param name="standardError">What it wrote to standard error; the last lines are kept.</param>
    public ToolException(string program, IReadOnlyList<string> arguments, int exitCode, string standardError)
        : base(Describe(program, exitCode, standardError))
    {
        Program = program;
        Arguments = arguments;
        ExitCode = exitCode;
        LastLines = standardError.Split('\n', StringSplitOptions.RemoveEmptyEntries).TakeLast(KeptLines).ToArray();
    }

    /// <summary>Absolute path of the program.</summary>
    public string Program { get; }

    /// <summary>Its arguments.</summary>
    public IReadOnlyList<string> Arguments { get; }

    /// <summary>Its exit code; 128 + signal when a signal ended it.</summary>
    public int ExitCode { get; }

    /// <summary>The last lines of its standard error, at most 20.</summary>
    public IReadOnlyList<string> LastLines { get; }

    /// <summary>Its last line of standard error, or its exit code in words when it wrote none.</summary>
    public string Reason => LastLines.Count > 0 ? LastLines[^1].Trim() : $"exit status {ExitCode}";

    /// <summary>The program and its arguments as one line for messages.</summary>
    public string CommandLine => string.Join(' ', [Program, .. Arguments]);

    private static string Describe(string program, int exitCode, string standardError)
    {
        var tail = standardError.TrimEnd();
        var head = $"{Path.GetFileName(program)} failed: exit status {exitCode}";
        return tail.Length == 0 ? head : $"{head}: {tail[(tail.LastIndexOf('\n') + 1)..]}";
    }
}
