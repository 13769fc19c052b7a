using System.Security.Cryptography;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Checkpoints;
using Gantry.Engine.Model.Containers;
using Gantry.Engine.Model.Volumes;
using Gantry.Integration.Tests.Hosts;
using Gantry.Linux;

namespace Gantry.Integration.Tests;

/// <summary>What a checkpoint does to the container it is made of.</summary>
public sealed class CheckpointBehaviourTests
{
    private static readonly MountRequest s_data = new MountRequest.Volume("data", "/data", []);

    [KernelFact]
    public async Task Left_running_a_container_counts_on_and_its_files_are_not_newer_than_its_memory()
    {
        await using var source = await TestHost.WithImageAsync(Scripts.Counter);
        await using var target = await TestHost.WithImageAsync(Scripts.Counter);
        await source.RunAsync("app", s_data);
        await CountsAsync(source, 5);

        var archive = await source.ExportAsync("app", AfterCheckpoint.LeaveRunning);
        await CountsAsync(source, (await source.ReadLinesAsync("app")).Count + 5);
        await target.ImportAsync(archive, options: new RestoreRequest());
        await CountsAsync(target, 12);

        foreach (var host in new[] { source, target })
        {
            var lines = await host.ReadLinesAsync("app");
            Assert.Equal(Enumerable.Range(1, lines.Count).Select(n => $"{n}"), lines);
        }
    }

    [KernelTheory]
    [InlineData("ro", false)]
    [InlineData("rw", true)]
    public async Task A_volume_that_nobody_can_change_is_archived_while_the_container_runs(string access, bool frozen)
    {
        await using var host = await TestHost.WithImageAsync(Scripts.Counter);
        await using var target = await TestHost.WithImageAsync(Scripts.Counter);
        host.Engine.CreateVolume(new VolumeCreateRequest { Name = "assets" });
        var content = RandomNumberGenerator.GetBytes(4 * 1024 * 1024);
        await File.WriteAllBytesAsync(Path.Join(host.Layout.VolumeData("assets"), "file"), content);
        var app = await host.RunAsync("app", s_data, new MountRequest.Volume("assets", "/assets", [access]));
        await CountsAsync(host, 5);
        var freezer = CgroupFreezer.ForProcess(app.Status.Process!.Pid);
        var path = host.PathOf("app.tar");
        var glances = new Glances(() => freezer.IsFrozen);

        await host.Engine.CheckpointAsync(
            "app",
            new CheckpointRequest { Target = new CheckpointTarget.ToFile(path, ArchiveCompression.None) },
            glances,
            default);

        Assert.Equal([frozen], glances.Seen.Distinct());
        await target.ImportAsync(path);
        Assert.Equal(content, await File.ReadAllBytesAsync(Path.Join(target.Layout.VolumeData("assets"), "file")));
        await CountsAsync(target, 12);
    }

    [KernelFact]
    public async Task What_an_archive_holds_stays_in_memory_for_a_restore_in_place_and_goes_with_the_container()
    {
        await using var host = await TestHost.WithImageAsync(Scripts.Counter);
        var id = (await host.RunAsync("app", s_data)).Id;
        await CountsAsync(host, 5);

        await host.ExportAsync("app");
        Assert.StartsWith(
            "/dev/shm/", host.Engine.GetContainer("app").Status.Checkpoint.CheckpointPath, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Join(host.Layout.Bundle(id), "checkpoint")));
        await host.Engine.RestoreAsync("app", new RestoreRequest(), null, default);
        await CountsAsync(host, 12);
        await host.Engine.CheckpointAsync("app", new CheckpointRequest(), null, default);
        Assert.True(Directory.Exists(Path.Join(host.Layout.Bundle(id), "checkpoint")));
        await host.Engine.RestoreAsync("app", new RestoreRequest(), null, default);
        await host.ExportAsync("app");
        await host.Engine.RemoveContainerAsync("app", new ContainerRemoval(), default);

        Assert.False(Directory.Exists(host.Layout.MemoryCheckpoints));
    }

    [KernelFact]
    public async Task With_keep_a_checkpoint_can_be_restored_again_and_without_it_is_used_up()
    {
        // A file that it had open would have another size the second time.
        await using var host = await TestHost.WithImageAsync(Scripts.Sleeper);
        await host.RunAsync("app");
        await host.Engine.CheckpointAsync("app", new CheckpointRequest { Keep = true }, null, default);
        var marks = host.Engine.GetContainer("app").Status.Checkpoint;
        Assert.True(File.Exists(marks.CheckpointLog), "the log is kept");

        await host.Engine.RestoreAsync("app", new RestoreRequest { Keep = true }, null, default);
        await host.Engine.StopContainerAsync("app", TimeSpan.Zero, default);
        await host.Engine.RestoreAsync("app", new RestoreRequest(), null, default);
        await host.Engine.StopContainerAsync("app", TimeSpan.Zero, default);

        var error = await Assert.ThrowsAsync<GantryException>(
            () => host.Engine.RestoreAsync("app", new RestoreRequest(), null, default));
        Assert.Contains("a complete checkpoint for this container cannot be found", error.Message, StringComparison.Ordinal);
    }

    [KernelFact]
    public async Task A_checkpoint_that_does_not_fit_leaves_the_container_running_and_no_file()
    {
        await using var host = await TestHost.WithImageAsync(Scripts.Counter);
        await host.RunAsync("app", s_data);
        await CountsAsync(host, 5);
        await File.WriteAllBytesAsync(
            Path.Join(host.Layout.VolumeData("data"), "big"), System.Security.Cryptography.RandomNumberGenerator.GetBytes(4_000_000));
        var full = Directory.CreateDirectory(host.PathOf("full")).FullName;
        Mounts.Tmpfs(full, 2 * 1024 * 1024, 0x1C0);
        try
        {
            var request = new CheckpointRequest
            {
                Target = new CheckpointTarget.ToFile(Path.Join(full, "app.tar"), ArchiveCompression.None),
            };

            var error = await Assert.ThrowsAsync<GantryException>(
                () => host.Engine.CheckpointAsync("app", request, null, default));

            Assert.Equal(ErrorCode.NoSpace, error.Code);
            Assert.Empty(Directory.EnumerateFileSystemEntries(full));
            await CountsAsync(host, (await host.ReadLinesAsync("app")).Count + 5);
        }
        finally
        {
            Mounts.Unmount(full, detach: true);
        }
    }

    [KernelFact]
    public async Task A_stopped_a_created_and_a_paused_container_cannot_be_checkpointed()
    {
        await using var host = await TestHost.WithImageAsync(Scripts.Sleeper);
        await host.Engine.CreateContainerAsync(new CreateRequest { Image = TestImage.Name, Name = "app" }, null, default);
        await RefusedAsync("\"created\" is not running, cannot checkpoint: container state improper");
        await host.Engine.StartContainerAsync("app", default);
        await host.Engine.PauseContainerAsync("app", default);
        await RefusedAsync("\"paused\" is not running, cannot checkpoint: container state improper");
        await host.Engine.UnpauseContainerAsync("app", default);
        await host.Engine.StopContainerAsync("app", TimeSpan.Zero, default);
        await RefusedAsync("\"exited\" is not running, cannot checkpoint: container state improper");

        async Task RefusedAsync(string words)
        {
            var error = await Assert.ThrowsAsync<GantryException>(
                () => host.Engine.CheckpointAsync("app", new CheckpointRequest(), null, default));
            Assert.Contains(words, error.Message, StringComparison.Ordinal);
        }
    }

    [KernelFact]
    public async Task A_container_that_removes_itself_needs_an_export_and_is_gone_after_it()
    {
        await using var source = await TestHost.WithImageAsync(Scripts.Counter);
        await using var target = await TestHost.WithImageAsync(Scripts.Counter);
        await source.RunAsync(new CreateRequest { Image = TestImage.Name, Name = "app", AutoRemove = true });
        await CountsAsync(source, 3);

        var error = await Assert.ThrowsAsync<GantryException>(
            () => source.Engine.CheckpointAsync("app", new CheckpointRequest(), null, default));
        Assert.Contains("'--rm'", error.Message, StringComparison.Ordinal);
        var archive = await source.ExportAsync("app");

        Assert.Empty(source.Engine.ListContainers());
        await target.ImportAsync(archive);
        await CountsAsync(target, 8);
    }

    [KernelFact]
    public async Task Second_and_third_checkpoints_keep_what_changed_since_the_first()
    {
        await using var first = await TestHost.WithImageAsync(Scripts.Sleeper);
        await using var second = await TestHost.WithImageAsync(Scripts.Sleeper);
        await using var third = await TestHost.WithImageAsync(Scripts.Sleeper);
        await first.RunAsync("app");
        await first.ExecAsync("app", "sh", "-c", "echo one > /one; mkdir -m 700 /root/private; rm /etc/deleted.conf");

        await second.ImportAsync(await first.ExportAsync("app"));
        await second.ExecAsync("app", "sh", "-c", "echo two > /two; echo more >> /one; echo back > /etc/deleted.conf");
        await third.ImportAsync(await second.ExportAsync("app"), "renamed");

        Assert.Equal("one\nmore\n", await third.ExecAsync("renamed", "cat", "/one"));
        Assert.Equal("two\n", await third.ExecAsync("renamed", "cat", "/two"));
        Assert.Equal("back\n", await third.ExecAsync("renamed", "cat", "/etc/deleted.conf"));
        Assert.Equal("700\n", await third.ExecAsync("renamed", "stat", "-c", "%a", "/root/private"));
    }

    [KernelFact]
    public async Task Without_the_root_file_system_only_memory_and_volumes_travel()
    {
        await using var source = await TestHost.WithImageAsync(Scripts.Sleeper);
        await using var target = await TestHost.WithImageAsync(Scripts.Sleeper);
        await source.RunAsync("app", s_data);
        await source.ExecAsync("app", "sh", "-c", "echo x > /added; echo x > /data/added");

        await target.ImportAsync(
            await source.ExportAsync("app"), options: new RestoreRequest { Exclude = CheckpointParts.RootFileSystem });

        Assert.Equal("/data/added\n", await target.ExecAsync("app", "sh", "-c", "ls /added /data/added 2>/dev/null || true"));
    }

    [KernelFact]
    public async Task A_restored_container_stops_starts_and_is_removed_like_any_other()
    {
        await using var source = await TestHost.WithImageAsync(Scripts.Counter);
        await using var target = await TestHost.WithImageAsync(Scripts.Counter);
        await source.RunAsync("app", s_data);
        await CountsAsync(source, 3);
        await target.ImportAsync(await source.ExportAsync("app"));

        await target.Engine.StopContainerAsync("app", TimeSpan.FromSeconds(1), default);
        await target.Engine.StartContainerAsync("app", default);
        await TestHost.EventuallyAsync(
            async () => (await target.ReadLinesAsync("app")).Count(l => l == "1") == 2, "it counts from one again");
        await target.Engine.RemoveContainerAsync(
            "app", new ContainerRemoval { Force = true, Volumes = true, StopTimeout = TimeSpan.Zero }, default);
        await target.Engine.RemoveVolumeAsync("data", force: false, default);

        Assert.Empty(target.Engine.ListContainers());
        Assert.Empty(target.Engine.ListVolumes());
    }

    private static Task CountsAsync(TestHost host, int count) => TestHost.EventuallyAsync(
        async () => (await host.ReadLinesAsync("app")).Count >= count, $"it counts to {count}");

    /// <summary>Looks at something whenever part of a volume was archived.</summary>
    private sealed class Glances(Func<bool> look) : IProgress<OperationProgress>
    {
        public List<bool> Seen { get; } = [];

        public void Report(OperationProgress value)
        {
            if (value.Phase == "archiving files")
            {
                Seen.Add(look());
            }
        }
    }
}
