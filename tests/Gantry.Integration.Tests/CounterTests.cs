using Gantry.Engine.Model;
using Gantry.Engine.Model.Containers;
using Gantry.Integration.Tests.Hosts;

namespace Gantry.Integration.Tests;

/// <summary>The promise itself: a container goes on as if nothing had happened.</summary>
public sealed class CounterTests
{
    private static readonly MountRequest s_data = new MountRequest.Volume("data", "/data", []);

    [KernelFact]
    public async Task A_counter_goes_on_on_a_host_that_never_saw_it()
    {
        await using var source = await TestHost.WithImageAsync(Scripts.Counter);
        await using var target = await TestHost.WithImageAsync(Scripts.Counter);
        await source.RunAsync("counter", s_data);
        await TestHost.EventuallyAsync(async () => (await source.ReadLinesAsync("counter")).Count > 5, "it counts");

        var archive = await source.ExportAsync("counter");
        var last = (await source.ReadLinesAsync("counter")).Count;
        await target.ImportAsync(archive);

        await TestHost.EventuallyAsync(async () => (await target.ReadLinesAsync("counter")).Count > last + 5, "it counts on");
        var lines = await target.ReadLinesAsync("counter");
        Assert.Equal(Enumerable.Range(1, lines.Count).Select(n => $"{n}"), lines);
        foreach (var place in new[] { "/data/n", "/dev/shm/n", "/root/n" })
        {
            // The shell empties a file before it writes the next number.
            await TestHost.EventuallyAsync(
                async () => int.TryParse(await target.ExecAsync("counter", "cat", place), out var n) && n > last, place);
        }

        Assert.Equal("changed\n", await target.ExecAsync("counter", "cat", "/etc/app.conf"));
        Assert.Equal("", await target.ExecAsync("counter", "find", "/etc", "-name", "deleted.conf"));
        Assert.Equal(ContainerState.Checkpointed, source.Engine.GetContainer("counter").Status.State);
    }

    [KernelFact]
    public async Task A_counter_goes_on_in_place()
    {
        await using var host = await TestHost.WithImageAsync(Scripts.Counter);
        await host.RunAsync("counter", s_data);
        await TestHost.EventuallyAsync(async () => (await host.ReadLinesAsync("counter")).Count > 5, "it counts");

        await host.Engine.CheckpointAsync("counter", new(), null, default);
        var last = (await host.ReadLinesAsync("counter")).Count;
        await host.Engine.RestoreAsync("counter", new(), null, default);

        await TestHost.EventuallyAsync(async () => (await host.ReadLinesAsync("counter")).Count > last + 5, "it counts on");
        var lines = await host.ReadLinesAsync("counter");
        Assert.Equal(Enumerable.Range(1, lines.Count).Select(n => $"{n}"), lines);
    }
}
