using Gantry.Engine.Model.Reports;

namespace Gantry.Engine.Tools;

/// <summary>Finds in logs of CRIU (<c>dump.log</c>, <c>restore.log</c>), runtimes and conmon why something failed.</summary>
internal static class CriuLog
{
    private const int MaximumBytes = 16 * 1024 * 1024;
    private const string ErrorMark = "Error (";

    // Written on every run without CAP_SYS_RESOURCE, and by parsers that try a variant first.
    private static readonly string[] s_harmless =
    [
        "rlimit: Can't setup RLIMIT_NOFILE for self",
        "Can't access cgroup ",
        "failed to connect to syslog",
    ];

    // How programs that are not CRIU mark a line.
    private static readonly string[] s_foreignMarks = ["level=error", "level=fatal", "[conmon:e]", "ERRO[", "FATA[", "error:", "failed"];

    // CRIU's last words, good or bad, of a dump, a pre-dump and a restore.
    private static readonly string[] s_ends = ["umping finished successfully", "umping FAILED", "Restore finished successfully", "Restoring FAILED"];

    /// <summary>Whether a CRIU at work wrote <paramref name="log"/> and did not come to its end: it was killed.</summary>
    public static bool IsBrokenOff(string log) =>
        log.Length > 0 && !s_ends.Any(end => log.Contains(end, StringComparison.Ordinal));

    /// <summary>
    /// The first line at level <c>Error</c> that is not known to be harmless, without time and process number; null
    /// when there is none. Usually the cause: what follows are consequences.
    /// </summary>
    public static string? FirstError(string log) => Errors(log).FirstOrDefault();

    /// <summary>The whole log, its last 16 MiB where it is longer; null when the file is missing.</summary>
    public static string? Read(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        file.Seek(Math.Max(0, file.Length - MaximumBytes), SeekOrigin.Begin);
        using var reader = new StreamReader(file);
        return reader.ReadToEnd();
    }

    /// <summary>
    /// One or two sentences for the person: the cause found in the log at <paramref name="path"/>, explained where it
    /// is known. Null when the log is missing or holds no error.
    /// </summary>
    public static string? Diagnose(string path) =>
        Read(path) is { } log && FirstError(log) is { } error ? Explain(log)?.Sentence ?? error : null;

    /// <summary>
    /// The line that tells the cause: the first error that is known, else the first known line of another level, else
    /// the first error. Null when the log tells of no failure.
    /// </summary>
    public static LogDiagnosis? Explain(string log)
    {
        var errors = Errors(log);
        foreach (var line in errors.Concat(Lines(log)))
        {
            if (Explanations.Find(line) is { } found)
            {
                return new LogDiagnosis(line, found.Cause, found.Remedy);
            }
        }

        var first = errors.FirstOrDefault()
            ?? Lines(log).FirstOrDefault(line => s_foreignMarks.Any(mark => line.Contains(mark, StringComparison.OrdinalIgnoreCase)));
        return first is null ? null : new LogDiagnosis(first, null, null);
    }

    private static IEnumerable<string> Errors(string log) =>
        from line in Lines(log)
        let at = line.IndexOf(ErrorMark, StringComparison.Ordinal)
        where at >= 0
        select line[at..];

    private static IEnumerable<string> Lines(string log)
    {
        using var reader = new StringReader(log);
        while (reader.ReadLine() is { } line)
        {
            if (!s_harmless.Any(part => line.Contains(part, StringComparison.Ordinal)))
            {
                yield return line.Trim();
            }
        }
    }
}
