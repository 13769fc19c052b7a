using Gantry.Engine.Tools;

namespace Gantry.Engine.Tests.Tools;

public sealed class CriuLogTests
{
    private const string HarmlessLine =
        "(00.000012) Error (criu/util.c:1533): rlimit: Can't setup RLIMIT_NOFILE for self: Operation not permitted\n";

    [Fact]
    public void The_first_error_that_is_not_harmless_is_the_cause()
    {
        const string Log =
            HarmlessLine
            + "(00.001) Warn  (criu/kerndat.c:1799): Hardware breakpoints don't seem to work\n"
            + "(00.011042) Error (criu/sk-inet.c:202): inet: Connected TCP socket, consider using --tcp-established option.\n"
            + "(00.012) Error (criu/cr-dump.c:2100): Dumping FAILED.\n";

        Assert.Equal(
            "Error (criu/sk-inet.c:202): inet: Connected TCP socket, consider using --tcp-established option.",
            CriuLog.FirstError(Log));
    }

    [Theory]
    [InlineData("", false)]
    [InlineData("(00.049) Parasite syscall_ip at 0x401000\n", true)]
    [InlineData("(00.049) Error (criu/cr-dump.c:2100): Dumping FAILED.\n", false)]
    [InlineData("(00.049) Dumping finished successfully\n(00.050) \tRPC\n", false)]
    [InlineData("(00.049) Pre-dumping finished successfully\n", false)]
    [InlineData("(00.049) Error (criu/cr-restore.c:2100): Restoring FAILED.\n", false)]
    public void A_log_without_last_words_is_of_a_CRIU_that_was_killed(string log, bool isBrokenOff)
    {
        Assert.Equal(isBrokenOff, CriuLog.IsBrokenOff(log));
    }

    [Fact]
    public void A_log_with_harmless_errors_only_has_no_error()
    {
        Assert.Null(CriuLog.FirstError(HarmlessLine + "(00.1) Dumping finished successfully\n"));
    }

    [Fact]
    public void A_known_cause_is_explained_with_a_remedy()
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(
                path,
                HarmlessLine + "(00.01) Error (criu/file-lock.c:1): Some file locks are hold by dumping tasks!");

            var diagnosis = CriuLog.Diagnose(path);

            Assert.Equal("The container holds file locks. Repeat with --file-locks.", diagnosis);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void An_unknown_cause_is_quoted()
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, "(00.01) Error (criu/x.c:1): Something new\n");

            Assert.Equal("Error (criu/x.c:1): Something new", CriuLog.Diagnose(path));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void A_missing_log_says_nothing()
    {
        Assert.Null(CriuLog.Diagnose("/nonexistent/dump.log"));
    }

    [Theory]
    [InlineData("Version: 4.2.1\n", 40201)]
    [InlineData("Version: 4.0\nGitID: v4.0\n", 40000)]
    [InlineData("Version: 3.17.1-dirty\n", 31701)]
    [InlineData("criu: not found\n", null)]
    public void Versions_become_numbers(string output, int? version)
    {
        Assert.Equal(version, Criu.ParseVersion(output));
    }
}
