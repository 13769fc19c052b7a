using System.Text.Json.Nodes;
using Gantry.Integration.Tests.CommandLine;
using Gantry.Integration.Tests.Hosts;

namespace Gantry.Integration.Tests;

/// <summary>What went wrong in other engines, each a test.</summary>
public sealed class RegressionTests
{
    private const string Image = TestImage.Name;

    [KernelFact]
    public async Task One_archive_is_restored_under_two_names_and_one_of_them_is_checkpointed_again()
    {
        await using var host = await TestHost.WithImageAsync(Scripts.Counter);
        await host.GantryOutputAsync("run", "-d", "--name", "app", Image);
        await LifecycleTests.LogsAsync(host, "app", "5");
        var (first, second) = (host.PathOf("1.tar"), host.PathOf("2.tar"));

        await host.GantryOutputAsync("container", "checkpoint", "-e", first, "app");
        await host.GantryOutputAsync("container", "restore", "-i", first, "-n", "one");
        await host.GantryOutputAsync("container", "restore", "-i", first, "-n", "two");
        await host.ExecAsync("one", "sh", "-c", "echo changed in one > /etc/app.conf");
        await host.GantryOutputAsync("container", "checkpoint", "-e", second, "one");
        await host.GantryOutputAsync("rm", "one");
        await host.GantryOutputAsync("container", "restore", "-i", second);

        Assert.Equal("changed in one\n", await host.ExecAsync("one", "cat", "/etc/app.conf"));
        Assert.Equal("changed\n", await host.ExecAsync("two", "cat", "/etc/app.conf"));
        foreach (var name in new[] { "one", "two" })
        {
            var before = (await host.ReadLinesAsync(name)).Count;
            await TestHost.EventuallyAsync(async () => (await host.ReadLinesAsync(name)).Count > before + 2, $"{name} counts on");
            var lines = await host.ReadLinesAsync(name);
            Assert.Equal(Enumerable.Range(1, lines.Count).Select(n => $"{n}"), lines);
        }
    }

    [KernelFact]
    public async Task A_file_of_the_image_that_the_host_lacks_is_in_the_archive_when_it_was_changed()
    {
        await using var source = await TestHost.WithImageAsync(Scripts.Sleeper);
        await using var target = await TestHost.WithImageAsync(Scripts.Sleeper);
        Assert.False(File.Exists("/etc/app.conf"), "the host must lack the file");
        await source.GantryOutputAsync("run", "-d", "--name", "app", Image);
        await source.ExecAsync("app", "sh", "-c", "echo mine > /etc/app.conf; chmod 600 /etc/app.conf; rm /etc/deleted.conf; chmod 700 /home");

        await source.GantryOutputAsync("container", "checkpoint", "-e", source.PathOf("app.tar"), "app");
        await target.GantryOutputAsync("container", "restore", "-i", source.PathOf("app.tar"));

        Assert.Equal("mine\n600\n700\n", await target.ExecAsync("app", "sh", "-c", "cat /etc/app.conf; stat -c %a /etc/app.conf /home"));
        await target.ExecAsync("app", "sh", "-c", "[ ! -e /etc/deleted.conf ]");

        // CRIU makes a folder in /tmp for a moment when it restores, which touches /tmp.
        var changes = (await target.GantryOutputAsync("diff", "app")).Split('\n').Where(line => line != "C /tmp");
        Assert.Equal(["C /etc", "C /etc/app.conf", "D /etc/deleted.conf", "C /home"], changes);
    }

    [KernelFact]
    public async Task A_health_check_goes_on_after_a_restore()
    {
        await using var host = await TestHost.WithImageAsync(Scripts.Sleeper);
        await host.GantryOutputAsync(
            "run", "-d", "--name", "app", "--health-cmd", "echo x >> /checks", "--health-interval", "300ms", Image);
        await TestHost.EventuallyAsync(async () => await HealthAsync() == "healthy", "it is healthy");

        await host.GantryOutputAsync("container", "checkpoint", "-e", host.PathOf("app.tar"), "app");
        await host.GantryOutputAsync("rm", "app");
        await host.GantryOutputAsync("container", "restore", "-i", host.PathOf("app.tar"));

        var before = (await host.ExecAsync("app", "cat", "/checks")).Length;
        await TestHost.EventuallyAsync(
            async () => (await host.ExecAsync("app", "cat", "/checks")).Length > before + 2, "it is checked on");
        Assert.Equal("healthy", await HealthAsync());

        Task<string> HealthAsync() => host.GantryOutputAsync("inspect", "-f", "{{.State.Health.Status}}", "app");
    }

    [KernelFact]
    public async Task Processes_without_networks_reach_each_other_afterwards()
    {
        await using var source = await TestHost.WithImageAsync(Scripts.Sleeper);
        await using var target = await TestHost.WithImageAsync(Scripts.Sleeper);
        await source.GantryOutputAsync(
            "run", "-d", "--name", "app", "--network", "none", Image, "nc", "-ll", "-p", "7000", "-e", "echo", "here");
        await AnswersAsync(source);

        await source.GantryOutputAsync("container", "checkpoint", "app");
        await source.GantryOutputAsync("container", "restore", "app");
        await AnswersAsync(source);
        await source.GantryOutputAsync("container", "checkpoint", "-e", source.PathOf("app.tar"), "app");
        await target.GantryOutputAsync("container", "restore", "-i", source.PathOf("app.tar"));
        await AnswersAsync(target);

        static Task AnswersAsync(TestHost host) => TestHost.EventuallyAsync(
            async () => (await host.ExecAsync("app", "sh", "-c", "nc 127.0.0.1 7000 < /dev/null || true")).Trim() == "here",
            "it answers on 127.0.0.1");
    }

    [KernelFact]
    public async Task Shared_memory_has_its_size_modes_and_owners_afterwards()
    {
        await using var source = await TestHost.WithImageAsync(Scripts.Sleeper);
        await using var target = await TestHost.WithImageAsync(Scripts.Sleeper);
        const string Look = "df -k /dev/shm | tail -1 | awk '{print $2}'; cd /dev/shm; stat -c '%n %a %u:%g %s' . secret dir dir/sub";
        await source.GantryOutputAsync("run", "-d", "--name", "app", "--shm-size", "8m", Image);
        await source.ExecAsync(
            "app", "sh", "-c",
            "cd /dev/shm; echo s > secret; chmod 640 secret; chown 1000:1000 secret; mkdir -m 2750 dir; echo t > dir/sub; chmod 4755 dir/sub");
        var before = await source.ExecAsync("app", "sh", "-c", Look);

        await source.GantryOutputAsync("container", "checkpoint", "-e", source.PathOf("app.tar"), "app");
        await target.GantryOutputAsync("container", "restore", "-i", source.PathOf("app.tar"));

        Assert.StartsWith("8192\n", before, StringComparison.Ordinal);
        Assert.Equal(before, await target.ExecAsync("app", "sh", "-c", Look));
    }

    [KernelFact]
    public async Task Volumes_without_copy_read_only_and_of_a_part_stay_what_they_were()
    {
        await using var source = await TestHost.WithImageAsync(Scripts.Sleeper);
        await using var target = await TestHost.WithImageAsync(Scripts.Sleeper);
        await source.GantryOutputAsync("volume", "create", "parts");
        Directory.CreateDirectory(Path.Join(source.Layout.VolumeData("parts"), "inner"));
        await File.WriteAllTextAsync(Path.Join(source.Layout.VolumeData("parts"), "inner", "f"), "part");
        await File.WriteAllTextAsync(Path.Join(source.Layout.VolumeData("parts"), "outer"), "whole");
        await source.GantryOutputAsync(
            "run", "-d", "--name", "app", "-v", "bare:/etc:nocopy", "-v", "fixed:/fixed:ro",
            "--mount", "type=volume,src=parts,dst=/part,subpath=inner", Image);
        await File.WriteAllTextAsync(Path.Join(source.Layout.VolumeData("fixed"), "f"), "fixed");

        await source.GantryOutputAsync("container", "checkpoint", "-e", source.PathOf("app.tar"), "app");
        await target.GantryOutputAsync("container", "restore", "-i", source.PathOf("app.tar"));

        Assert.Equal("", await target.ExecAsync("app", "find", "/etc", "-name", "passwd"));
        Assert.Equal("fixed", await target.ExecAsync("app", "cat", "/fixed/f"));
        Assert.Equal("part", await target.ExecAsync("app", "cat", "/part/f"));
        Assert.Equal("whole", await File.ReadAllTextAsync(Path.Join(target.Layout.VolumeData("parts"), "outer")));
        await target.RefusedAsync(1, "Read-only file system", "exec", "app", "touch", "/fixed/g");
        await target.GantryOutputAsync("restart", "-t", "0", "app");
        Assert.Equal("part", await target.ExecAsync("app", "cat", "/part/f"));
        Assert.Equal("", await target.ExecAsync("app", "find", "/etc", "-name", "passwd"));
    }

    [KernelFact]
    public async Task A_volume_of_two_containers_is_carried_by_each_and_kept_by_the_second()
    {
        await using var source = await TestHost.WithImageAsync(Scripts.Counter);
        await using var target = await TestHost.WithImageAsync(Scripts.Counter);
        foreach (var name in new[] { "one", "two" })
        {
            await source.GantryOutputAsync("run", "-d", "--name", name, "-v", "shared:/shared", Image);
            await source.ExecAsync(name, "sh", "-c", $"echo {name} > /shared/{name}");
            await source.GantryOutputAsync("container", "checkpoint", "-e", source.PathOf(name + ".tar"), name);
        }

        await target.GantryOutputAsync("container", "restore", "-i", source.PathOf("one.tar"));
        await target.RefusedAsync(
            125, "volume with name shared already exists. Use --ignore-volumes", "container", "restore", "-i", source.PathOf("two.tar"));
        await target.RefusedAsync(
            125, "volume shared cannot be replaced: container", "container", "restore", "-i", source.PathOf("two.tar"),
            "--volume-policy", "shared=replace");
        await target.GantryOutputAsync("container", "restore", "-i", source.PathOf("two.tar"), "--volume-policy", "*=keep");

        await target.ExecAsync("two", "sh", "-c", "echo both > /shared/both");
        Assert.Equal("both\n", await target.ExecAsync("one", "cat", "/shared/both"));
        Assert.Equal("one\n", await target.ExecAsync("two", "cat", "/shared/one"));
    }

    [KernelFact]
    public async Task A_checkpoint_is_used_up_unless_kept_and_an_archive_never()
    {
        await using var host = await TestHost.WithImageAsync(Scripts.Sleeper);
        await host.GantryOutputAsync("run", "-d", "--name", "app", Image);
        var archive = host.PathOf("app.tar");
        var bundle = host.Layout.Bundle(host.Engine.GetContainer("app").Id);
        string[] leftovers = ["checkpoint", "devshm-checkpoint.tar", "dump.log", "restore.log", "stats-dump", "stats-restore", "network.status"];

        await host.GantryOutputAsync("container", "checkpoint", "-k", "-e", archive, "app");
        await host.GantryOutputAsync("container", "restore", "-k", "app");
        var kept = leftovers.Where(name => Path.Exists(Path.Join(bundle, name))).ToList();
        await host.GantryOutputAsync("stop", "-t", "0", "app");
        await host.GantryOutputAsync("container", "restore", "app");
        var used = leftovers.Where(name => Path.Exists(Path.Join(bundle, name))).ToList();
        await host.GantryOutputAsync("stop", "-t", "0", "app");
        await host.RefusedAsync(125, "a complete checkpoint for this container cannot be found", "container", "restore", "app");
        await host.GantryOutputAsync("rm", "app");

        Assert.Equal(leftovers, kept);
        Assert.Empty(used);
        await host.GantryOutputAsync("container", "restore", "-i", archive);
        Assert.True(File.Exists(archive));
    }

    [KernelFact]
    public async Task A_path_that_is_missing_when_a_container_is_restored_in_place_is_named_and_the_checkpoint_stays()
    {
        await using var host = await TestHost.WithImageAsync(Scripts.Counter);
        var folder = Directory.CreateDirectory(host.PathOf("conf")).FullName;
        await host.GantryOutputAsync("run", "-d", "--name", "app", "-v", folder + ":/conf", Image);
        await LifecycleTests.LogsAsync(host, "app", "3");
        await host.GantryOutputAsync("container", "checkpoint", "app");
        Directory.Move(folder, folder + ".gone");

        await host.RefusedAsync(125, folder, "container", "restore", "app");
        Directory.Move(folder + ".gone", folder);
        await host.GantryOutputAsync("container", "restore", "app");

        var before = (await host.ReadLinesAsync("app")).Count;
        await TestHost.EventuallyAsync(async () => (await host.ReadLinesAsync("app")).Count > before, "it counts on");
        await Faults.HostState.RequireSoundAsync(host, "a missing path");
    }

    [KernelFact]
    public async Task A_writer_left_running_never_has_files_newer_than_its_memory()
    {
        await using var source = await TestHost.WithImageAsync(Writer);
        await using var target = await TestHost.WithImageAsync(Writer);
        await source.GantryOutputAsync("run", "-d", "--name", "app", "-v", "data:/data", Image);
        await TestHost.EventuallyAsync(async () => (await source.ReadLinesAsync("app")).Count > 0, "it writes");

        for (var i = 0; i < 3; i++)
        {
            var archive = source.PathOf($"{i}.tar");
            await source.GantryOutputAsync("container", "checkpoint", "-R", "-e", archive, "app");
            await target.GantryOutputAsync("container", "restore", "-i", archive, "--name", $"copy{i}", "--volume-policy", $"data=rename:data{i}");

            // The program stops with an error when a file holds a number that it has not counted to yet.
            var before = (await target.ReadLinesAsync($"copy{i}")).Count;
            await TestHost.EventuallyAsync(async () => (await target.ReadLinesAsync($"copy{i}")).Count > before, "it goes on");
            Assert.DoesNotContain("newer", await target.ReadLinesAsync($"copy{i}"));
        }
    }

    [KernelFact]
    public async Task An_archive_of_another_runtime_is_explained()
    {
        await using var host = await TestHost.WithImageAsync(Scripts.Sleeper);
        await host.GantryOutputAsync("run", "-d", "--name", "app", Image);
        await host.GantryOutputAsync("container", "checkpoint", "-e", host.PathOf("app.tar"), "app");
        await host.GantryOutputAsync("rm", "app");

        await host.RefusedAsync(
            125, $"checkpoint archive {host.PathOf("app.tar")} was created with runtime 'runc' and cannot be restored with runtime 'crun'",
            "--runtime", "crun", "container", "restore", "-i", host.PathOf("app.tar"));

        var id = await host.GantryOutputAsync("container", "restore", "-i", host.PathOf("app.tar"));
        var inspected = JsonNode.Parse(await host.GantryOutputAsync("inspect", id))![0]!;
        Assert.Equal("runc", (string?)inspected["OCIRuntime"]);
    }

    private const string Writer = """
        #!/bin/sh
        n=0
        while true; do
            for f in /data/n /root/n /dev/shm/n; do
                [ -s $f ] && [ "$(cat $f)" -gt $n ] && echo newer && exit 1
            done
            n=$((n + 1))
            for f in /data/n /root/n /dev/shm/n; do echo $n > $f; done
            [ $((n % 20)) = 0 ] && echo $n
        done
        """;
}
