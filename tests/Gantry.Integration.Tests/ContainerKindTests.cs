using Gantry.Integration.Tests.Hosts;

namespace Gantry.Integration.Tests;

/// <summary>Checkpoint and restore of containers that are not the usual kind, in place and on another host.</summary>
public sealed class ContainerKindTests
{
    private const string Image = TestImage.Name;

    [KernelTheory]
    [InlineData("--privileged")]
    [InlineData("--ipc", "host")]
    [InlineData("--ipc", "none")]
    [InlineData("--read-only")]
    [InlineData("--tmpfs", "/scratch")]
    [InlineData("--network", "host")]
    [InlineData("--network", "none")]
    [InlineData("--cap-drop", "all")]
    [InlineData("--security-opt", "seccomp=unconfined")]
    [InlineData("--hostname", "elsewhere")]
    [InlineData("--init=false", "-i")]
    [InlineData("--log-driver", "json-file")]
    public async Task It_counts_on_in_place_and_on_another_host(params string[] options)
    {
        await using var source = await TestHost.WithImageAsync(Count);
        await using var target = await TestHost.WithImageAsync(Count);
        await source.GantryOutputAsync(["run", "-d", "--name", "app", .. options, Image]);
        await CountsAsync(source, 3);

        await source.GantryOutputAsync("container", "checkpoint", "app");
        await source.GantryOutputAsync("container", "restore", "app");
        await CountsAsync(source, (await source.ReadLinesAsync("app")).Count + 2);
        await source.GantryOutputAsync("container", "checkpoint", "-e", source.PathOf("app.tar"), "app");
        await target.GantryOutputAsync("container", "restore", "-i", source.PathOf("app.tar"), "--allow", "all");
        await CountsAsync(target, (await target.ReadLinesAsync("app")).Count + 2);

        foreach (var host in new[] { source, target })
        {
            var lines = await host.ReadLinesAsync("app");
            Assert.Equal(Enumerable.Range(1, lines.Count).Select(n => $"{n}"), lines);
        }
    }

    [KernelFact]
    public async Task Without_a_log_it_goes_on_and_writes_none()
    {
        await using var host = await TestHost.WithImageAsync("#!/bin/sh\nn=0\nwhile true; do n=$((n+1)); echo $n > /n; sleep 0.05; done\n");
        await host.GantryOutputAsync("run", "-d", "--name", "app", "--log-driver", "none", Image);
        await TestHost.EventuallyAsync(async () => await NumberAsync(host) > 3, "it counts");

        await host.GantryOutputAsync("container", "checkpoint", "-e", host.PathOf("app.tar"), "app");
        await host.GantryOutputAsync("rm", "app");
        await host.GantryOutputAsync("container", "restore", "-i", host.PathOf("app.tar"));

        var before = await NumberAsync(host);
        await TestHost.EventuallyAsync(async () => await NumberAsync(host) > before, "it counts on");
        Assert.Equal("none", await host.GantryOutputAsync("inspect", "-f", "{{.HostConfig.LogConfig.Type}}", "app"));
        Assert.False(File.Exists(host.Layout.Log(host.Engine.GetContainer("app").Id)));
    }

    [KernelFact]
    public async Task With_the_hosts_process_numbers_it_is_restored_at_once()
    {
        await using var host = await TestHost.WithImageAsync(Count);
        await host.GantryOutputAsync("run", "-d", "--name", "app", "--pid", "host", Image);
        await CountsAsync(host, 3);

        await host.GantryOutputAsync("container", "checkpoint", "app");
        await host.GantryOutputAsync("container", "restore", "app");

        await CountsAsync(host, (await host.ReadLinesAsync("app")).Count + 2);
        await Faults.HostState.RequireSoundAsync(host, "--pid host");
    }

    [KernelFact]
    public async Task A_process_that_exec_started_ends_with_the_checkpoint_and_its_session_is_forgotten()
    {
        await using var host = await TestHost.WithImageAsync(Count);
        await host.GantryOutputAsync("run", "-d", "--name", "app", Image);
        await host.GantryOutputAsync("exec", "-d", "app", "sh", "-c", "while true; do echo x >> /beside; sleep 0.1; done");
        await TestHost.EventuallyAsync(async () => await SizeAsync(host) > 2, "the second process writes");

        await host.GantryOutputAsync("container", "checkpoint", "-R", "app");
        var size = await SizeAsync(host);
        await TestHost.EventuallyAsync(async () => await SizeAsync(host) > size, "left running, both go on");
        await host.GantryOutputAsync("container", "checkpoint", "app");
        await host.GantryOutputAsync("container", "restore", "app");

        await CountsAsync(host, (await host.ReadLinesAsync("app")).Count + 2);
        Assert.DoesNotContain("beside", await host.GantryOutputAsync("top", "app", "args"), StringComparison.Ordinal);
        Assert.Equal("[]", await host.GantryOutputAsync("inspect", "-f", "{{json .ExecIDs}}", "app"));
    }

    [KernelFact]
    public async Task What_is_not_running_is_refused_and_stays_what_it_is()
    {
        await using var host = await TestHost.WithImageAsync(Count);
        await host.GantryOutputAsync("create", "--name", "made", Image);
        await host.GantryOutputAsync("run", "-d", "--name", "held", Image);
        await host.GantryOutputAsync("pause", "held");
        await host.GantryOutputAsync("run", "--name", "done", Image, "true");
        var before = await StatesAsync(host);

        var result = await host.GantryAsync("container", "checkpoint", "made", "held", "done");
        var archive = await host.GantryAsync("container", "checkpoint", "-e", host.PathOf("x.tar"), "held");
        var all = await host.GantryAsync("container", "checkpoint", "--all");

        Assert.Equal((125, "", 0, ""), (result.ExitCode, result.StandardOutput, all.ExitCode, all.StandardOutput + all.StandardError));
        Assert.Equal(
            [
                "Error: \"created\" is not running, cannot checkpoint: container state improper",
                "Error: \"paused\" is not running, cannot checkpoint: container state improper",
                "Error: \"exited\" is not running, cannot checkpoint: container state improper",
            ],
            result.StandardError.TrimEnd().Split('\n'));
        Assert.Equal(125, archive.ExitCode);
        Assert.Empty(Directory.EnumerateFiles(host.Folder, "x.tar*"));
        Assert.Equal(before, await StatesAsync(host));
    }

    private const string Count = "#!/bin/sh\nn=0\nwhile true; do n=$((n+1)); echo $n; sleep 0.05; done\n";

    private static Task CountsAsync(TestHost host, int count) => TestHost.EventuallyAsync(
        async () => (await host.ReadLinesAsync("app")).Count >= count, $"it counts to {count}");

    private static Task<string> StatesAsync(TestHost host) =>
        host.GantryOutputAsync("ps", "-a", "--format", "{{.Names}} {{.State}}");

    private static async Task<int> NumberAsync(TestHost host)
    {
        // The file is empty for a moment each time it is written.
        var text = await host.ExecAsync("app", "cat", "/n");
        return int.TryParse(text, out var number) ? number : 0;
    }

    private static async Task<int> SizeAsync(TestHost host)
    {
        var file = Path.Join(host.Layout.Upper(host.Engine.GetContainer("app").Id), "beside");
        return File.Exists(file) ? (await File.ReadAllTextAsync(file)).Length : 0;
    }
}
