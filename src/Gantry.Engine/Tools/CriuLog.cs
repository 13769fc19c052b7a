namespace Gantry.Engine.Tools;

/// <summary>Reads CRIU's logs (<c>dump.log</c>, <c>restore.log</c>).</summary>
internal static class CriuLog
{
    private const int MaximumBytes = 16 * 1024 * 1024;

    // Written on every run without CAP_SYS_RESOURCE, and by parsers that try a variant first.
    private static readonly string[] s_harmless =
    [
        "rlimit: Can't setup RLIMIT_NOFILE for self",
        "Can't access cgroup ",
        "failed to connect to syslog",
    ];

    /// <summary>
    /// The first line at level <c>Error</c> that is not known to be harmless, without time and process number; null
    /// when there is none. Usually the cause: what follows are consequences.
    /// </summary>
    public static string? FirstError(string log)
    {
        foreach (var line in log.AsSpan().EnumerateLines())
        {
            var at = line.IndexOf("Error (", StringComparison.Ordinal);
            if (at >= 0 && !IsHarmless(line))
            {
                return line[at..].Trim().ToString();
            }
        }

        return null;
    }

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
        Read(path) is { } log && FirstError(log) is { } error ? Explanations.Explain(log) ?? error : null;

    private static bool IsHarmless(ReadOnlySpan<char> line)
    {
        foreach (var part in s_harmless)
        {
            if (line.Contains(part, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }
}
