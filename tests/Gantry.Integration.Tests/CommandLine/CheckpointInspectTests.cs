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

        Assert.Contains("checked     complete; checkpoint verify", await host.GantryOutputAsync("checkpoint", "inspect", archive), StringComparison.Ordinal);
        Assert.Contains("process 1 at", await host.GantryOutputAsync("checkpoint", "memparse", "--search", "TOKEN=hidden-one", "app"), StringComparison.Ordinal);
        Assert.Contains("Memory", await host.GantryOutputAsync("checkpoint", "diff", archive, "app"), StringComparison.Ordinal);
        Assert.Contains("all as gantry", await host.GantryOutputAsync("checkpoint", "verify", archive), StringComparison.Ordinal);
    }

    [KernelFact]
    public async Task Content_that_changed_without_its_size_and_time_is_found_by_the_archives_digests()
    {
        await using var host = await TestHost.WithImageAsync(Scripts.Sleeper);
        await host.GantryOutputAsync("run", "-d", "--name", "app", "-v", "data:/data", TestImage.Name);
        await WriteAsync("aaaa");
        await host.GantryOutputAsync("container", "checkpoint", "-R", "-e", host.PathOf("a.tar"), "app");
        await WriteAsync("bbbb");
        await host.GantryOutputAsync("container", "checkpoint", "-R", "-e", host.PathOf("b.tar"), "app");

        var text = await host.GantryOutputAsync("checkpoint", "diff", "--json", host.PathOf("a.tar"), host.PathOf("b.tar"));
        await host.GantryOutputAsync("checkpoint", "diff", "--html", host.PathOf("page.html"), host.PathOf("a.tar"), host.PathOf("b.tar"));

        var sections = JsonNode.Parse(text)!["Sections"]!.AsArray();
        var volumes = sections.Single(section => (string?)section!["Name"] == "Volumes")!["Items"]!.AsArray();
        Assert.Equal("volumes/data.tar", (string?)Assert.Single(volumes)!["What"]);
        Assert.StartsWith("sha256:", (string?)volumes[0]!["Before"], StringComparison.Ordinal);
        Assert.DoesNotContain(sections, section => (string?)section!["Name"] == "Root file system");
        Assert.Contains("<h2>Volumes</h2>", await File.ReadAllTextAsync(host.PathOf("page.html")), StringComparison.Ordinal);

        Task WriteAsync(string content) =>
            host.ExecAsync("app", "/bin/sh", "-c", $"printf {content} > /data/f && touch -d @1000000000 /data/f /data");
    }
}
