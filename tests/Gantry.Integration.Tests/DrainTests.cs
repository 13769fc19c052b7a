using Gantry.Integration.Tests.Faults;
using Gantry.Integration.Tests.Hosts;

namespace Gantry.Integration.Tests;

/// <summary>Named hosts, and a host that is emptied.</summary>
public sealed class DrainTests
{
    [KernelFact]
    public async Task A_named_host_is_checked_and_migrated_to_by_its_name()
    {
        await using var hosts = await TestHosts.WithImageAsync(Scripts.Counter);
        await hosts.Source.RunAsync("app");
        await hosts.Source.GantryOutputAsync("host", "add", "--transport", TestHosts.TransportTo(hosts.Target), "box");
        await hosts.Source.GantryOutputAsync("host", "add", "--transport", "exit 3", "away");

        var check = await hosts.Source.GantryAsync("host", "check");
        await hosts.Source.GantryOutputAsync("migrate", "app", "box");

        Assert.StartsWith("box: ", check.StandardOutput, StringComparison.Ordinal);
        Assert.Contains("Error: the connection to away ended", check.StandardError, StringComparison.Ordinal);
        Assert.Equal("away\nbox", await hosts.Source.GantryOutputAsync("host", "ls", "--format", "{{.Name}}"));
        await hosts.Source.RefusedAsync(125, "host already exists", "host", "add", "box", "elsewhere");
        await hosts.Source.GantryOutputAsync("host", "rm", "away", "box");
        Assert.Empty(hosts.Source.Engine.ListHosts());
        await KillPoints.RequireCountingAsync(hosts.Target);
    }

    [KernelFact]
    public async Task A_drain_moves_what_can_move_says_why_the_rest_stays_and_goes_on_when_it_is_run_again()
    {
        await using var hosts = await TestHosts.WithImageAsync(Scripts.Counter);
        await hosts.Source.GantryOutputAsync("host", "add", "--transport", TestHosts.TransportTo(hosts.Target), "box");
        foreach (var name in (string[])["app", "second", "third"])
        {
            await hosts.Source.RunAsync(name);
        }

        await hosts.Target.Engine.CreateContainerAsync(new() { Image = TestImage.Name, Name = "third" }, null, default);
        var preview = await hosts.Source.GantryAsync("drain", "--dry-run");
        var first = await hosts.Source.GantryAsync("drain", "--parallel", "2");
        await hosts.Target.Engine.RemoveContainerAsync("third", new(), default);
        await hosts.Source.GantryOutputAsync("drain");

        Assert.Equal(125, preview.ExitCode);
        Assert.Contains("app to box: ", preview.StandardOutput, StringComparison.Ordinal);
        Assert.Equal(125, first.ExitCode);
        Assert.Contains("app runs on box", first.StandardOutput, StringComparison.Ordinal);
        Assert.Contains("second runs on box", first.StandardOutput, StringComparison.Ordinal);
        Assert.Contains("Error: third stays: box: ", first.StandardError, StringComparison.Ordinal);
        Assert.Contains("\"third\" is already in use", first.StandardError, StringComparison.Ordinal);
        Assert.Empty(hosts.Source.Engine.ListContainers());
        Assert.Equal(["app", "second", "third"], hosts.Target.Engine.ListContainers().Select(c => c.Name).Order());
        await KillPoints.RequireCountingAsync(hosts.Target);
    }

    [KernelFact]
    public async Task Without_a_host_a_drain_says_how_to_name_one()
    {
        await using var host = new TestHost();

        await host.RefusedAsync(125, "gantry host add", "drain");
    }
}
