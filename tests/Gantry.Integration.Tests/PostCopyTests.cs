using Gantry.Integration.Tests.Faults;
using Gantry.Integration.Tests.Hosts;

namespace Gantry.Integration.Tests;

/// <summary>Containers that run on the target before their memory has come.</summary>
public sealed class PostCopyTests : IDisposable
{
    private const string PipeLimit = "/proc/sys/fs/pipe-max-size";

    // 20 MB that are compared, and what the shell keeps besides.
    private const string Holder =
        """
        #!/bin/sh
        a=$(head -c 15000000 /dev/urandom | base64 -w 0)
        sum=$(echo "$a" | md5sum)
        echo ready
        while [ ! -e /dev/shm/go ]; do sleep 0.1; done
        [ "$(echo "$a" | md5sum)" = "$sum" ] && echo intact
        while true; do sleep 1; done
        """;

    private readonly string _pipeLimit = File.ReadAllText(PipeLimit);

    /// <summary>What the obstacle that is told says to do where CAP_SYS_RESOURCE is missing.</summary>
    public PostCopyTests() => File.WriteAllText(PipeLimit, "4194304");

    public void Dispose() => File.WriteAllText(PipeLimit, _pipeLimit);

    [KernelFact]
    public async Task The_memory_comes_after_the_container()
    {
        await using var hosts = await TestHosts.WithImageAsync(Holder);
        await hosts.Source.RunAsync("app");
        await WaitForLineAsync(hosts.Source, "ready");

        var report = await hosts.Source.GantryOutputAsync(["migrate", "--post-copy", .. hosts.Command("app").Skip(1)]);

        Assert.Contains("while its memory came", report, StringComparison.Ordinal);
        Assert.Empty(hosts.Source.Engine.ListContainers());
        Assert.Empty(hosts.Source.Engine.ListMigrations());
        await HostState.RequireSoundAsync(hosts.Source, "the source after the migration");
        await RequireIntactAsync(hosts.Target);
        await TestHost.EventuallyAsync(() => Task.FromResult(hosts.Target.Engine.ListMigrations().Count == 0), "it is forgotten");
        Assert.Empty(Directory.GetFiles(hosts.Target.Layout.Bundle(hosts.Target.Engine.ListContainers().Single().Id), "lazy-pages*"));
    }

    [KernelFact]
    public async Task Where_it_cannot_be_the_memory_goes_before_and_that_is_told()
    {
        await using var hosts = await TestHosts.WithImageAsync(Scripts.Counter);
        await hosts.Source.GantryOutputAsync("run", "-d", "--name", "app", "--network", "host", TestImage.Name);

        var result = await hosts.Source.GantryAsync(["migrate", "--post-copy", .. hosts.Command("app").Skip(1)]);

        Assert.Equal(0, result.ExitCode);
        Assert.Contains(
            "--post-copy was not used, all memory went before: the container has the host's network",
            result.StandardError,
            StringComparison.Ordinal);
        await KillPoints.RequireCountingAsync(hosts.Target);
    }

    [KernelTheory]
    [InlineData("")]
    [InlineData("kill -9 $(cat RECEIVER)")]
    public async Task What_loses_its_memory_on_the_way_ends_and_goes_on_where_it_froze(string fault)
    {
        await using var hosts = await TestHosts.WithImageAsync(Holder);
        await hosts.Source.RunAsync("app");
        await WaitForLineAsync(hosts.Source, "ready");
        var receiver = hosts.Target.PathOf("receiver.pid");
        var transport = OneShotTransport.To(hosts.Target);
        await transport.BreakOnceAsync(
            $"(dd bs=64k count=5000000 iflag=count_bytes status=none; {fault.Replace("RECEIVER", receiver, StringComparison.Ordinal)}) "
            + $"| sh -c 'echo $$ > {receiver}; {TestHosts.TransportTo(hosts.Target)}'; exit");

        await hosts.Source.RefusedAsync(
            125,
            "ran on target before its memory had come",
            ["migrate", "--post-copy", .. hosts.Command("app", transport.Command).Skip(1)]);
        await hosts.Source.RefusedAsync(125, "target", "migration", "recover", "app");
        await hosts.Source.GantryOutputAsync("migration", "abort", "app");

        Assert.Empty(hosts.Target.Engine.ListContainers());
        await HostState.RequireSoundAsync(hosts.Target, "the target after the migration was taken back");
        await RequireIntactAsync(hosts.Source);
    }

    private static async Task RequireIntactAsync(TestHost host)
    {
        await host.ExecAsync("app", "touch", "/dev/shm/go");
        await WaitForLineAsync(host, "intact");
    }

    private static Task WaitForLineAsync(TestHost host, string line) => TestHost.EventuallyAsync(
        async () => (await host.ReadLinesAsync("app")).Contains(line), $"it says {line}");
}
