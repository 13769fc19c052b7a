namespace Gantry.Linux.Tests;

/// <summary>Programs the tests run.</summary>
internal static class Programs
{
    public static ChildProcessStart Shell(string script, params string[] arguments) => new()
    {
        FileName = "/bin/sh",
        Arguments = ["-c", script, "sh", .. arguments],
    };

    public static ChildProcessStart Sleeper => new()
    {
        FileName = "/bin/sleep",
        Arguments = ["1000"],
        StandardOutput = StandardStream.Null,
        StandardError = StandardStream.Null,
    };

    public static CancellationToken Soon => new CancellationTokenSource(TimeSpan.FromSeconds(30)).Token;
}
