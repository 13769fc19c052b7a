using System.Text.Json.Nodes;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Containers;
using Gantry.Engine.Model.Networks;
using Gantry.Integration.Tests.Faults;
using Gantry.Integration.Tests.Hosts;

namespace Gantry.Integration.Tests;

/// <summary>Containers that move between two hosts while they run.</summary>
public sealed class MigrationTests
{
    private static readonly MountRequest s_data = new MountRequest.Volume("data", "/data", []);

    [KernelFact]
    public async Task A_container_goes_on_at_the_target_with_all_it_had_and_leaves_nothing_at_the_source()
    {
        await using var hosts = await TestHosts.WithImageAsync(Scripts.Counter);
        await hosts.Source.RunAsync("app", s_data);
        await TestHost.EventuallyAsync(async () => (await hosts.Source.ReadLinesAsync("app")).Count > 5, "it counts");

        var report = await hosts.Source.GantryOutputAsync(hosts.Command("app"));

        Assert.Contains("app runs on target", report, StringComparison.Ordinal);
        Assert.Empty(hosts.Source.Engine.ListContainers());
        Assert.Empty(hosts.Source.Engine.ListVolumes());
        Assert.Empty(hosts.Source.Engine.ListMigrations());
        await HostState.RequireSoundAsync(hosts.Source, "the source after the migration");
        await KillPoints.RequireCountingAsync(hosts.Target);
        Assert.Equal("changed\n", await hosts.Target.ExecAsync("app", "cat", "/etc/app.conf"));
        var n = int.Parse(await hosts.Target.ExecAsync("app", "cat", "/data/n"));
        Assert.InRange(int.Parse(await hosts.Target.ExecAsync("app", "cat", "/dev/shm/n")), n - 1, n + 10);
        await TestHost.EventuallyAsync(() => Task.FromResult(hosts.Target.Engine.ListMigrations().Count == 0), "it is forgotten");
    }

    [KernelFact]
    public async Task A_container_goes_back_and_forth()
    {
        await using var hosts = await TestHosts.WithImageAsync(Scripts.Counter);
        await hosts.Source.RunAsync("app", s_data);

        for (var i = 0; i < 2; i++)
        {
            await hosts.Source.GantryOutputAsync(hosts.Command("app"));
            await hosts.Target.GantryOutputAsync(
                "migrate", "--compress", "none", "--transport", TestHosts.TransportTo(hosts.Source), "app", "source");
        }

        await KillPoints.RequireCountingAsync(hosts.Source);
        Assert.Empty(hosts.Target.Engine.ListContainers());
    }

    [KernelFact]
    public async Task What_the_target_refuses_leaves_the_container_running_at_the_source()
    {
        await using var hosts = await TestHosts.WithImageAsync(Scripts.Counter);
        await hosts.Source.RunAsync("app", s_data);
        hosts.Target.Engine.CreateVolume(new() { Name = "data" });

        await hosts.Source.RefusedAsync(125, "volume with name data already exists", hosts.Command("app"));

        await KillPoints.RequireCountingAsync(hosts.Source);
        Assert.Empty(hosts.Source.Engine.ListMigrations());
        Assert.Empty(hosts.Target.Engine.ListMigrations());
        Assert.Empty(hosts.Target.Engine.ListContainers());
    }

    [KernelFact]
    public async Task An_image_that_the_target_lacks_is_sent()
    {
        await using var source = await TestHost.WithImageAsync(Scripts.Counter);
        await using var target = new TestHost();
        await source.RunAsync("app");

        await source.GantryOutputAsync("migrate", "--transport", TestHosts.TransportTo(target), "app", "target");

        Assert.Equal(source.Engine.ListImages().Single().Id, target.Engine.ListImages().Single().Id);
        await KillPoints.RequireCountingAsync(target);
    }

    [KernelFact]
    public async Task Of_an_image_only_the_layers_are_sent_that_the_target_lacks()
    {
        await using var hosts = await TestHosts.WithImageAsync(Scripts.Counter);
        var file = hosts.Source.PathOf("Containerfile");
        await File.WriteAllTextAsync(file, $"FROM {TestImage.Name}\nENV A=b\n");
        await hosts.Source.GantryOutputAsync("build", "-f", file, "-t", "localhost/other:1");
        await hosts.Source.RunAsync(new CreateRequest { Image = "localhost/other:1", Name = "app" });
        await using var empty = new TestHost();

        var some = await hosts.Source.Engine.MigrateAsync("app", hosts.Request, null, default);
        var all = await hosts.Target.Engine.MigrateAsync(
            "app", new() { Host = "empty", Transport = TestHosts.TransportTo(empty) }, null, default);

        Assert.InRange(some.ImageBytes, 1, 20_000);
        Assert.InRange(all.ImageBytes, 500_000, long.MaxValue);
        await KillPoints.RequireCountingAsync(empty);
    }

    [KernelFact]
    public async Task A_dry_run_names_all_that_stands_in_the_way_and_changes_nothing()
    {
        await using var hosts = await TestHosts.WithImageAsync(Scripts.Counter);
        await hosts.Source.RunAsync("app", s_data);
        hosts.Target.Engine.CreateVolume(new() { Name = "data" });
        await hosts.Target.Engine.CreateContainerAsync(
            new CreateRequest { Image = TestImage.Name, Name = "app" }, null, default);

        var result = await hosts.Source.GantryAsync(
            "migrate", "--dry-run", "--transport", TestHosts.TransportTo(hosts.Target), "app", "target");

        Assert.Equal(125, result.ExitCode);
        Assert.StartsWith("app to target: ", result.StandardOutput, StringComparison.Ordinal);
        Assert.Contains("target: volume with name data already exists", result.StandardError, StringComparison.Ordinal);
        Assert.Contains("target: creating container storage: the container name \"app\"", result.StandardError, StringComparison.Ordinal);
        Assert.Empty(hosts.Source.Engine.ListMigrations());
        Assert.Empty(hosts.Target.Engine.ListMigrations());
        await KillPoints.RequireCountingAsync(hosts.Source);
    }

    [KernelFact]
    public async Task A_transport_that_leads_nowhere_leaves_the_container_running_and_is_told()
    {
        await using var hosts = await TestHosts.WithImageAsync(Scripts.Counter);
        await hosts.Source.RunAsync("app");

        await hosts.Source.RefusedAsync(125, "the connection to target ended", hosts.Command("app", "exit 1"));

        await KillPoints.RequireCountingAsync(hosts.Source);
        Assert.Equal(ContainerState.Running, hosts.Source.Engine.GetContainer("app").Status.State);
    }

    [KernelFact]
    public async Task A_container_gets_another_network_address_and_ports_at_the_target()
    {
        var number = ClientNamespace.NewNumber();
        await using var hosts = await TestHosts.WithImageAsync(Scripts.Counter);
        hosts.Source.Engine.CreateNetwork(new() { Name = "back", Subnets = [$"10.212.{number}.0/25"], Traits = NetworkTraits.WithoutDns });
        hosts.Target.Engine.CreateNetwork(new() { Name = "front", Subnets = [$"10.212.{number}.128/25"], Traits = NetworkTraits.WithoutDns });
        var address = $"10.212.{number}.200";
        await hosts.Source.GantryOutputAsync(
            "run", "-d", "--name", "app", "--network", "back", "--ip", $"10.212.{number}.7", TestImage.Name);

        await hosts.Source.RefusedAsync(125, "unable to find network with name or ID back", hosts.Command("app"));
        await hosts.Source.GantryOutputAsync(
            "migrate", "--network", "front", "--ip", address, "--publish", $"127.0.0.1:{20000 + number}:80",
            "--transport", TestHosts.TransportTo(hosts.Target), "app", "target");

        var networks = hosts.Target.Engine.InspectContainer("app", size: false).NetworkSettings.Networks!;
        Assert.Equal(address, Assert.Single(networks).Value.IPAddress);
        Assert.Equal($"80/tcp -> 127.0.0.1:{20000 + number}", await hosts.Target.GantryOutputAsync("port", "app"));
        await KillPoints.RequireCountingAsync(hosts.Target);
        await hosts.Target.GantryOutputAsync("restart", "--time", "0", "app");
        Assert.Equal(
            address, hosts.Target.Engine.InspectContainer("app", size: false).NetworkSettings.Networks!["front"].IPAddress);
    }

    [KernelFact]
    public async Task A_container_gets_another_name_at_the_target_and_its_copy_is_kept_stopped()
    {
        await using var hosts = await TestHosts.WithImageAsync(Scripts.Counter);
        await hosts.Source.RunAsync(new CreateRequest
        {
            Image = TestImage.Name,
            Name = "web",
            Mounts = [s_data],
            Restart = RestartPolicy.Parse("always"),
        });
        await hosts.Source.Engine.CreateContainerAsync(
            new CreateRequest { Image = TestImage.Name, Name = "web-migrated" }, null, default);
        await TestHost.EventuallyAsync(async () => (await hosts.Source.ReadLinesAsync("web")).Count > 5, "it counts");
        var id = hosts.Source.Engine.GetContainer("web").Id;

        var report = await hosts.Source.GantryOutputAsync(
            ["migrate", "--name", "app", "--keep-source", .. hosts.Command("web").Skip(1)]);

        Assert.StartsWith(
            "web runs on target as app, its copy is kept here as web-migrated-2: ", report, StringComparison.Ordinal);
        Assert.NotEqual(id, hosts.Target.Engine.GetContainer("app").Id);
        await KillPoints.RequireCountingAsync(hosts.Target);
        var kept = hosts.Source.Engine.GetContainer("web-migrated-2");
        Assert.Equal((id, ContainerState.Stopped, true), (kept.Id, kept.Status.State, kept.Status.StoppedByUser));
        var left = int.Parse(await File.ReadAllTextAsync(Path.Join(hosts.Source.Layout.VolumeData("data"), "n")));
        Assert.InRange(left, 5, int.Parse(await hosts.Target.ExecAsync("app", "cat", "/data/n")));
        await HostState.RequireSoundAsync(hosts.Source, "the migration");
    }

    [KernelFact]
    public async Task An_image_that_cannot_be_pulled_is_sent_where_that_is_allowed()
    {
        await using var source = await TestHost.WithImageAsync(Scripts.Counter);
        await using var target = new TestHost();
        await source.RunAsync("app");
        string[] way = ["--transport", TestHosts.TransportTo(target), "app", "target"];

        var refused = await source.GantryAsync(["migrate", "--image", "pull", .. way]);
        await source.GantryOutputAsync(["migrate", "--image", "auto", .. way]);

        Assert.Equal(125, refused.ExitCode);
        await KillPoints.RequireCountingAsync(target);
    }

    [KernelFact]
    public async Task Progress_is_told_as_JSON_and_the_report_is_a_page()
    {
        await using var hosts = await TestHosts.WithImageAsync(Scripts.Counter);
        await hosts.Source.RunAsync("app");
        var page = hosts.Source.PathOf("report.html");

        var result = await hosts.Source.GantryAsync(
            "migrate", "--progress", "json", "--report", page, "--transport", TestHosts.TransportTo(hosts.Target), "app", "target");

        var phases = result.StandardError.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonNode.Parse(line)!["phase"]!.GetValue<string>()).Distinct().ToArray();
        Assert.Equal("offering", phases[0]);
        Assert.True(phases.Length > 1, string.Join(", ", phases));
        var text = await File.ReadAllTextAsync(page);
        Assert.All(phases, phase => Assert.Contains($"{phase}: ", text, StringComparison.Ordinal));
        Assert.Contains("Hand-over", text, StringComparison.Ordinal);
        await KillPoints.RequireCountingAsync(hosts.Target);
    }
}
