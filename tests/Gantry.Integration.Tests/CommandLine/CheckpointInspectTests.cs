using System.Text.Json.Nodes;
using Gantry.Integration.Tests.Hosts;

namespace Gantry.Integration.Tests.CommandLine;

/// <summary>Looking into checkpoints that were just made.</summary>
public sealed class CheckpointInspectTests
{
    [KernelFact]
    public async Task A_checkpoint_says_the_same_of_itself_as_an_archive_an_image_and_in_its_container()
    {
        await using var host = await TestHost.WithImageAsync(Scripts.Counter);
        await host.GantryOutputAsync("run", "-d", "--name", "app", "-v", "data:/data", "-e", "TOKEN=hidden-one", TestImage.Name);
        await LifecycleTests.LogsAsync(host, "app", "5");
        var archive = host.PathOf("app.tar.zst");
        await host.GantryOutputAsync("container", "checkpoint", "-R", "-e", archive, "app");
        await host.GantryOutputAsync("container", "checkpoint", "-R", "--create-image", "cp", "app");
        await host.GantryOutputAsync("container", "checkpoint", "app");

        foreach (var source in (string[])[archive, "cp", "app"])
        {
            var text = await host.GantryOutputAsync("checkpoint", "inspect", "--json", source);
            var report = JsonNode.Parse(text)!;
            var processes = report["Contents"]!["Processes"]!.AsArray();

            Assert.Equal("app", (string?)report["Container"]!["Name"]);
            Assert.Equal(TestImage.Name, (string?)report["Container"]!["Image"]);
            Assert.Equal(1, (int?)processes[0]!["Pid"]);
            Assert.NotEmpty(processes[0]!["Arguments"]!.AsArray());
            Assert.NotEqual(0, (long?)processes[0]!["DumpedBytes"]);
            Assert.DoesNotContain("hidden-one", text, StringComparison.Ordinal);
        }

        Assert.Contains("every entry is what its maker wrote", await host.GantryOutputAsync("checkpoint", "inspect", archive), StringComparison.Ordinal);
        Assert.Contains("process 1 at", await host.GantryOutputAsync("checkpoint", "memparse", "--search", "TOKEN=hidden-one", "app"), StringComparison.Ordinal);
        Assert.Contains("Memory", await host.GantryOutputAsync("checkpoint", "diff", archive, "app"), StringComparison.Ordinal);
        Assert.Contains("all as gantry", await host.GantryOutputAsync("checkpoint", "verify", archive), StringComparison.Ordinal);
    }
}
