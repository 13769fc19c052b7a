using Gantry.Engine.Model;
using Gantry.Integration.Tests.Hosts;
using Gantry.Linux;

namespace Gantry.Integration.Tests.Faults;

/// <summary>Twenty commands at once, without a daemon between them.</summary>
public sealed class ConcurrencyTests
{
    private const string Image = TestImage.Name;

    // What a command may say that came too late or too early.
    private static readonly string[] s_cleanRefusals =
    [
        "container state improper", "no such container", "that name is already in use", "cannot be found, cannot restore",
    ];

    [KernelFact]
    public async Task Different_containers_do_not_stand_in_each_others_way()
    {
        await using var host = await TestHost.WithImageAsync(Scripts.Counter);

        var runs = await AllAsync(Enumerable.Range(0, 20).Select(i => i < 12
            ? host.GantryAsync("run", "-d", "--name", $"app{i}", "-v", $"data{i % 4}:/data", Image)
            : host.GantryAsync("ps", "-a")));
        Assert.All(runs, Succeeded);
        var works = await AllAsync(Enumerable.Range(0, 20).Select(i => (i % 5) switch
        {
            _ when i >= 12 => host.GantryAsync("ps"),
            0 => host.GantryAsync("container", "checkpoint", $"app{i}"),
            1 => host.GantryAsync("container", "checkpoint", "-R", "-e", host.PathOf($"app{i}.tar"), $"app{i}"),
            2 => host.GantryAsync("stop", "-t", "0", $"app{i}"),
            _ => host.GantryAsync("rm", "-f", "-t", "0", $"app{i}"),
        }));

        Assert.All(works, Succeeded);
        await HostState.RequireSoundAsync(host, "twenty commands");
        Assert.Equal(
            ["app0", "app1", "app10", "app11", "app2", "app5", "app6", "app7"],
            host.Engine.ListContainers().Select(c => c.Name).Order(StringComparer.Ordinal));
    }

    [KernelFact]
    public async Task On_one_container_each_command_waits_its_turn_or_is_refused_cleanly()
    {
        await using var host = await TestHost.WithImageAsync(Scripts.Counter);
        await host.GantryOutputAsync("run", "-d", "--name", "app", "-v", "data:/data", Image);

        var results = await AllAsync(Enumerable.Range(0, 20).Select(i => (i % 5) switch
        {
            0 => host.GantryAsync("ps", "-a"),
            1 => host.GantryAsync("container", "checkpoint", "app"),
            2 => host.GantryAsync("container", "restore", "app"),
            3 => host.GantryAsync("run", "-d", "--name", "app", Image),
            _ => host.GantryAsync("exec", "app", "true"),
        }));

        Assert.All(results, SucceededOrRefused);
        var container = Assert.Single(host.Engine.ListContainers());
        if (container.Status.State == ContainerState.Checkpointed)
        {
            await host.GantryOutputAsync("container", "restore", "app");
        }

        await HostState.RequireSoundAsync(host, "twenty commands");
        var lines = await host.ReadLinesAsync("app");
        Assert.Equal(Enumerable.Range(1, lines.Count).Select(n => $"{n}"), lines);

        var removals = await AllAsync(Enumerable.Range(0, 10).Select(_ => host.GantryAsync("rm", "-f", "-t", "0", "app")));
        Assert.All(removals, SucceededOrRefused);
        Assert.Empty(host.Engine.ListContainers());
        await HostState.RequireSoundAsync(host, "ten removals");
    }

    /// <summary>All of them, or a failure after two minutes: they wait for each other.</summary>
    private static Task<ChildResult[]> AllAsync(IEnumerable<Task<ChildResult>> commands) =>
        Task.WhenAll(commands.ToArray()).WaitAsync(TimeSpan.FromMinutes(2));

    private static void Succeeded(ChildResult result) => Assert.True(result.ExitCode == 0, result.StandardError);

    private static void SucceededOrRefused(ChildResult result) => Assert.True(
        result.ExitCode == 0 || s_cleanRefusals.Any(words => result.StandardError.Contains(words, StringComparison.Ordinal)),
        result.StandardError);
}
