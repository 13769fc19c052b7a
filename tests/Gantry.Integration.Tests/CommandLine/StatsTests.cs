using System.Globalization;
using System.Text.Json.Nodes;
using Gantry.Integration.Tests.Hosts;

namespace Gantry.Integration.Tests.CommandLine;

/// <summary><c>gantry stats</c> and <c>top</c>, of real containers in this machine's cgroups.</summary>
public sealed class StatsTests
{
    private const string Busy = """
        #!/bin/sh
        while true; do :; done
        """;

    [KernelFact]
    public async Task What_a_container_uses_is_told_by_its_cgroup()
    {
        await using var host = await TestHost.WithImageAsync(Busy);
        await host.GantryOutputAsync("run", "-d", "--name", "busy", "--memory", "64m", TestImage.Name);
        await host.GantryOutputAsync("create", "--name", "idle", TestImage.Name);
        await Task.Delay(1000);

        var json = await host.GantryOutputAsync("stats", "--no-stream", "--format", "json");
        var all = await host.GantryOutputAsync("stats", "--no-stream", "--all", "--format", "{{.Name}} {{.PIDS}}");

        var row = Assert.Single(JsonNode.Parse(json)!.AsArray())!;
        Assert.Equal(("busy", "1"), ((string?)row["name"], (string?)row["pids"]));
        Assert.True(double.Parse(((string)row["cpu_percent"]!).TrimEnd('%'), CultureInfo.InvariantCulture) > 1);
        Assert.EndsWith(" / 67.11MB", (string?)row["mem_usage"], StringComparison.Ordinal);
        Assert.Contains("idle --", all, StringComparison.Ordinal);
        await host.RefusedAsync(125, "container state improper", "stats", "--no-stream", "idle");
        await host.RefusedAsync(125, "no such container", "stats", "--no-stream", "nope");
    }

    [KernelFact]
    public async Task Rounds_follow_each_other_until_it_is_interrupted()
    {
        await using var host = await TestHost.WithImageAsync(Scripts.Sleeper);
        await host.RunAsync("app");
        await using var terminal = await TmuxSession.StartAsync(
            host, "stats", "--interval", "1", "--no-reset", "--format", "{{.Name}} has {{.PIDS}}");

        await TestHost.EventuallyAsync(
            async () => (await terminal.ScreenAsync()).Split("app has ").Length > 2, "two rounds");
        await terminal.TypeAsync("C-c");

        await terminal.WaitForAsync("ended with 0");
    }

    [KernelFact]
    public async Task Top_shows_what_a_process_may_do()
    {
        await using var host = await TestHost.WithImageAsync(Scripts.Sleeper);
        await host.GantryOutputAsync("run", "-d", "--name", "app", "--cap-drop", "all", "--cap-add", "chown", TestImage.Name);

        var text = await host.GantryOutputAsync("top", "app", "pid", "capeff", "seccomp", "group");
        var names = await host.GantryOutputAsync("top", "--list-descriptors");

        Assert.Contains("EFFECTIVE CAPS", text, StringComparison.Ordinal);
        Assert.Matches(@"(?m)^1 +CHOWN +filter +\S+$", text);
        Assert.Contains("\ncapeff\n", names, StringComparison.Ordinal);
    }
}
