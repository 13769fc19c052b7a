using Gantry.Integration.Tests.Hosts;

namespace Gantry.Integration.Tests.CommandLine;

/// <summary>From <c>create</c> to <c>rm</c>, with the exit codes and texts that scripts depend on.</summary>
public sealed class LifecycleTests
{
    private const string Image = TestImage.Name;

    [KernelFact]
    public async Task Stopping_asks_first_and_kills_when_the_time_is_up()
    {
        await using var host = await TestHost.WithImageAsync(Scripts.Sleeper);
        await host.GantryOutputAsync(
            "run", "-d", "--name", "polite", Image, "sh", "-c", "trap 'echo bye; exit 3' TERM; echo ready; while true; do sleep 0.1; done");
        await host.GantryOutputAsync(
            "run", "-d", "--name", "deaf", Image, "sh", "-c", "trap '' TERM; echo ready; while true; do sleep 0.1; done");
        await LogsAsync(host, "polite", "ready");
        await LogsAsync(host, "deaf", "ready");

        await host.GantryOutputAsync("stop", "polite");
        await host.GantryOutputAsync("stop", "-t", "1", "deaf");

        Assert.Equal("3\n137", await host.GantryOutputAsync("wait", "polite", "deaf"));
        Assert.Equal("ready\nbye", await host.GantryOutputAsync("logs", "polite"));
        Assert.Equal(
            ["deaf Exited (137)", "polite Exited (3)"],
            (await StatusAsync(host)).Select(line => line[..(line.IndexOf(')', StringComparison.Ordinal) + 1)]).Order());
        Assert.Equal("", await host.GantryOutputAsync("ps", "-q"));
    }

    [KernelFact]
    public async Task A_pause_holds_and_an_unpause_lets_go()
    {
        await using var host = await TestHost.WithImageAsync(Scripts.Counter);
        await host.GantryOutputAsync("run", "-d", "--name", "app", Image);
        await LogsAsync(host, "app", "3");

        await host.GantryOutputAsync("pause", "app");
        var before = await host.GantryOutputAsync("logs", "app");
        await Task.Delay(300);

        Assert.Equal(before, await host.GantryOutputAsync("logs", "app"));
        Assert.Equal(["app Paused"], await StatusAsync(host));
        await host.RefusedAsync(125, "\"paused\" is not running, can't pause: container state improper", "pause", "app");
        await host.RefusedAsync(125, "only create exec sessions on running containers", "exec", "app", "true");
        await host.GantryOutputAsync("unpause", "app");
        await host.RefusedAsync(125, "\"running\" is not paused, can't unpause: container state improper", "unpause", "app");
        await TestHost.EventuallyAsync(async () => await host.GantryOutputAsync("logs", "app") != before, "it counts on");
    }

    [KernelFact]
    public async Task Removing_what_runs_needs_force_and_what_is_gone_does_not_exist()
    {
        await using var host = await TestHost.WithImageAsync(Scripts.Sleeper);
        await host.GantryOutputAsync("run", "-d", "--name", "app", Image);
        await host.GantryOutputAsync("create", "--name", "other", Image);

        await host.RefusedAsync(2, "as it is running - running or paused containers cannot be removed without force", "rm", "app", "other");
        Assert.Equal((0, 1), ((await host.GantryAsync("container", "exists", "app")).ExitCode, (await host.GantryAsync("container", "exists", "other")).ExitCode));
        await host.GantryOutputAsync("rm", "-f", "-t", "0", "app");

        Assert.Equal(1, (await host.GantryAsync("container", "exists", "app")).ExitCode);
        await host.RefusedAsync(1, "no container with name or ID \"app\" found: no such container", "rm", "app");
        await host.RefusedAsync(125, "no such container", "inspect", "--type", "container", "app");
        Assert.Equal((0, 1), ((await host.GantryAsync("image", "exists", Image)).ExitCode, (await host.GantryAsync("image", "exists", "no-such")).ExitCode));
    }

    [KernelFact]
    public async Task Exec_gives_the_commands_exit_code_and_streams()
    {
        await using var host = await TestHost.WithImageAsync(Scripts.Sleeper);
        await host.GantryOutputAsync("run", "-d", "--name", "app", Image);

        var result = await host.GantryAsync("exec", "-e", "A=1", "-w", "/tmp", "app", "sh", "-c", "echo $A; pwd >&2; exit 9");

        Assert.Equal((9, "1\n", "/tmp\n"), (result.ExitCode, result.StandardOutput, result.StandardError));
        await host.RefusedAsync(127, "no-such-program", "exec", "app", "no-such-program");
        await host.RefusedAsync(1, "cat: can't open '/nope': No such file or directory", "exec", "app", "cat", "/nope");
    }

    [KernelFact]
    public async Task A_restart_policy_tries_as_often_as_it_says()
    {
        await using var host = await TestHost.WithImageAsync(Scripts.Sleeper);

        await host.GantryOutputAsync("run", "-d", "--name", "app", "--restart", "on-failure:2", Image, "sh", "-c", "echo try; exit 5");

        await TestHost.EventuallyAsync(
            async () => await host.GantryOutputAsync("inspect", "--format", "{{.RestartCount}} {{.State.Status}}", "app") == "2 exited",
            "it is restarted twice");
        await Task.Delay(500);
        Assert.Equal("try\ntry\ntry", await host.GantryOutputAsync("logs", "app"));
        Assert.Equal("5", await host.GantryOutputAsync("inspect", "--format", "{{.State.ExitCode}}", "app"));
    }

    [KernelFact]
    public async Task Several_containers_are_all_tried_and_each_failure_is_told()
    {
        await using var host = await TestHost.WithImageAsync(Scripts.Sleeper);
        await host.GantryOutputAsync("create", "--name", "one", Image);
        await host.GantryOutputAsync("create", "--name", "two", Image);

        var result = await host.GantryAsync("start", "one", "nope", "two");

        Assert.Equal(125, result.ExitCode);
        Assert.Contains("nope", result.StandardError, StringComparison.Ordinal);
        Assert.Equal(0, (await host.GantryAsync("stop", "-t", "0", "--all")).ExitCode);
        Assert.Equal(2, (await host.GantryOutputAsync("ps", "-aq")).Split('\n').Length);
    }

    internal static async Task<string[]> StatusAsync(TestHost host) =>
        (await host.GantryOutputAsync("ps", "-a", "--format", "{{.Names}} {{.Status}}")).Split('\n');

    internal static Task LogsAsync(TestHost host, string container, string line) => TestHost.EventuallyAsync(
        async () => (await host.GantryOutputAsync("logs", container)).Split('\n').Contains(line), $"{container} writes \"{line}\"");
}
