namespace Gantry.Cli.Tests.Commands;

public sealed class ExplainCommandTests : IDisposable
{
    private readonly string _log = Path.GetTempFileName();

    public void Dispose() => File.Delete(_log);

    [Fact]
    public async Task A_known_failure_has_its_line_its_cause_and_what_to_do()
    {
        await File.WriteAllTextAsync(_log, "(00.01) Error (criu/file-lock.c:1): Some file locks are hold by dumping tasks!\e[2J\n");
        using var context = new TestContext();

        var code = await context.RunAsync("explain", _log);

        Assert.Equal(0, code);
        Assert.Equal(
            "Error (criu/file-lock.c:1): Some file locks are hold by dumping tasks!\\u001b[2J\n"
            + "Cause: The container holds file locks.\nWhat to do: Repeat with --file-locks.\n",
            context.Output);
    }

    [Fact]
    public async Task An_unknown_failure_is_quoted_with_the_log()
    {
        await File.WriteAllTextAsync(_log, "(00.01) Error (criu/x.c:1): Something new\n");
        using var context = new TestContext();

        await context.RunAsync("explain", _log);

        Assert.Equal($"Error (criu/x.c:1): Something new\nThis failure is not known to Gantry. The whole log: {_log}\n", context.Output);
    }

    [Fact]
    public async Task A_log_that_is_missing_is_an_error()
    {
        using var context = new TestContext();

        var code = await context.RunAsync("explain", "nope.log");

        Assert.Equal((125, "Error: no such log file: /srv/here/nope.log\n"), (code, context.Error));
    }
}
