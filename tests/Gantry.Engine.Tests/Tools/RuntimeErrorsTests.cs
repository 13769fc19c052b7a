using Gantry.Engine.Model;
using Gantry.Engine.Tools;

namespace Gantry.Engine.Tests.Tools;

public sealed class RuntimeErrorsTests
{
    [Fact]
    public void A_missing_program_is_told_as_Podman_does()
    {
        const string Log =
            """{"level":"error","msg":"runc create failed: unable to start container process: exec: \"x\": executable file not found in $PATH","time":"2026-01-01T00:00:00Z"}""";

        var error = RuntimeErrors.Translate("runc", Log);

        Assert.Equal(ErrorCode.CommandNotFound, error.Code);
        Assert.Equal(
            "runc: runc create failed: unable to start container process: exec: \"x\": executable file not found in $PATH: "
            + "OCI runtime attempted to invoke a command that was not found",
            error.Message);
    }

    [Fact]
    public void A_program_that_may_not_run_is_told_apart()
    {
        Assert.Equal(
            ErrorCode.CommandNotInvocable,
            RuntimeErrors.Translate("runc", "exec: \"/etc\": permission denied").Code);
    }

    [Fact]
    public void A_failed_restore_has_Podmans_words()
    {
        Assert.Equal(
            "OCI runtime error: runc: criu failed: type NOTIFY errno 0",
            RuntimeErrors.Failure("runc", "criu failed: type NOTIFY errno 0\n").Message);
    }

    [Theory]
    [InlineData("criu failed: type NOTIFY errno 0\nlog file: /a/restore.log\n")]
    [InlineData("{\"level\":\"error\",\"msg\":\"criu failed: type NOTIFY errno 0\\nlog file: /a/restore.log\"}\n")]
    public void The_place_of_a_log_is_not_the_message(string output)
    {
        Assert.Equal("criu failed: type NOTIFY errno 0", RuntimeErrors.LastMessage(output));
    }

    [Fact]
    public void Warnings_are_passed_over()
    {
        const string Log =
            """
            time="2026-01-01T00:00:00Z" level=warning msg="unable to terminate"
            time="2026-01-01T00:00:01Z" level=error msg="container \"a\" is bad"
            time="2026-01-01T00:00:02Z" level=warning msg="later"
            """;

        Assert.Equal("container \"a\" is bad", RuntimeErrors.LastMessage(Log));
    }

    [Fact]
    public void A_failed_command_is_quoted_with_its_exit_status()
    {
        var failure = new ToolException("/usr/sbin/runc", ["checkpoint", "id"], 1, "criu failed\n");

        var error = RuntimeErrors.Failure(failure, "criu failed\n");

        Assert.Equal(ErrorCode.ToolFailed, error.Code);
        Assert.Equal("`/usr/sbin/runc checkpoint id` failed: exit status 1: criu failed", error.Message);
    }

    [Fact]
    public void Silence_has_no_message()
    {
        Assert.Null(RuntimeErrors.LastMessage("\n"));
    }
}
