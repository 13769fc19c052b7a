using Gantry.Engine.Model;
using Gantry.Integration.Tests.Hosts;

namespace Gantry.Integration.Tests.Faults;

/// <summary>Runs commands that are killed at every point of their work, one after the other.</summary>
public static class KillPoints
{
    // More than any command has points; a loop that gets here never sees the command come to its end.
    private const int MaximumPoints = 100;

    /// <summary>Where a command dies, and what comes next: "recover", or the next command on that container.</summary>
    public static TheoryData<string, string> Kills => new()
    {
        { "commit", "recover" },
        { "commit", "diff" },
        { "unwritten", "diff" },
        { "child", "recover" },
    };

    /// <summary>Runs a command again and again, killed a point later each time, until it comes to its end.</summary>
    public static async Task KillEverywhereAsync(TestHost host, string kind, string[] command, Func<Task> afterwards)
    {
        for (var n = 1; n < MaximumPoints; n++)
        {
            var result = await host.GantryAsync(await KillSwitch.AtAsync($"{kind}:{n}"), command);
            if (result.ExitCode == 0)
            {
                Assert.True(n > 1, $"no point of kind {kind}");
                return;
            }

            Assert.True(result.ExitCode == KillSwitch.Killed, $"{kind}:{n} ended with {result.ExitCode}: {result.StandardError}");
            try
            {
                await afterwards();
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                throw new InvalidOperationException($"Killed at {kind}:{n}: {e.Message}", e);
            }
        }

        Assert.Fail("The command never came to its end.");
    }

    /// <summary>The next command on the container, after which all is sound.</summary>
    public static async Task FollowAsync(TestHost host, string next)
    {
        await host.GantryOutputAsync(next == "recover" ? ["recover"] : [next, "app"]);
        await HostState.RequireSoundAsync(host, next);
    }

    /// <summary>The one container runs, or is restored, and counts on without a gap.</summary>
    public static async Task GoOnAsync(TestHost host)
    {
        var container = Assert.Single(host.Engine.ListContainers());
        if (container.Status.State != ContainerState.Running)
        {
            Assert.Equal(ContainerState.Checkpointed, container.Status.State);
            await host.GantryOutputAsync("container", "restore", "app");
        }

        await RequireCountingAsync(host);
    }

    /// <summary>It counts on, and the log has every number once.</summary>
    public static async Task RequireCountingAsync(TestHost host)
    {
        var before = (await host.ReadLinesAsync("app")).Count;
        await TestHost.EventuallyAsync(async () => (await host.ReadLinesAsync("app")).Count >= before + 2, "it counts on");
        var lines = await host.ReadLinesAsync("app");
        Assert.Equal(Enumerable.Range(1, lines.Count).Select(n => $"{n}"), lines);
        await HostState.RequireSoundAsync(host, "counting on");
    }
}
