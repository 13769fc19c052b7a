using Gantry.Engine.Archive;
using Gantry.Engine.Model;
using Gantry.Engine.Model.Checkpoints;
using Gantry.Engine.Model.Containers;
using Gantry.Engine.Model.Volumes;
using Gantry.Integration.Tests.Hosts;

namespace Gantry.Integration.Tests;

/// <summary>What processes hold on to survives: descriptors, pipes, signals, terminals, trees, threads.</summary>
public sealed class ProcessTests
{
    [KernelFact]
    public Task A_file_that_was_deleted_while_open_can_still_be_read() => SurvivesAsync(
        """
        #!/bin/sh
        echo "still here" > /tmp/doomed
        exec 7< /tmp/doomed
        rm /tmp/doomed
        echo ready
        while [ ! -e /dev/shm/go ]; do sleep 0.05; done
        cat <&7
        while true; do sleep 1; done
        """,
        "still here");

    [KernelFact]
    public Task A_pipe_between_two_processes_keeps_what_is_in_it() => SurvivesAsync(
        """
        #!/bin/sh
        ( echo "through the pipe"; echo ready >&2; while true; do sleep 1; done ) 2>/proc/1/fd/1 | (
            while [ ! -e /dev/shm/go ]; do sleep 0.05; done
            read line
            echo "$line"
            while true; do sleep 1; done
        )
        """,
        "through the pipe");

    [KernelFact]
    public async Task A_signal_handler_still_handles()
    {
        await using var host = await TestHost.WithImageAsync(
            """
            #!/bin/sh
            trap 'echo handled' USR1
            echo ready
            while true; do sleep 0.05; done
            """);
        await MoveInPlaceAsync(host);

        await host.Engine.KillContainerAsync("app", 10, default);

        await WaitForLineAsync(host, "handled");
    }

    [KernelFact]
    public Task A_tree_of_three_levels_stays_a_tree() => SurvivesAsync(
        """
        #!/bin/sh
        sh -c 'sh -c "echo ready; while [ ! -e /dev/shm/go ]; do sleep 0.05; done; echo grandchild of \$(cut -d\" \" -f4 /proc/\$PPID/stat)" & wait' &
        wait
        while true; do sleep 1; done
        """,
        "grandchild of 1");

    [KernelFact]
    public async Task A_terminal_stays_a_terminal()
    {
        await using var host = await TestHost.WithImageAsync(
            """
            #!/bin/sh
            tty
            echo ready
            while [ ! -e /dev/shm/go ]; do sleep 0.05; done
            test -t 1 && echo "terminal $(tty)"
            while true; do sleep 1; done
            """);
        await host.RunAsync(new CreateRequest { Image = TestImage.Name, Name = "app", Input = StandardInputMode.Terminal });
        await WaitForLineAsync(host, "ready");
        await host.Engine.CheckpointAsync("app", new CheckpointRequest(), null, default);

        await host.Engine.RestoreAsync("app", new RestoreRequest(), null, default);
        await host.ExecAsync("app", "touch", "/dev/shm/go");

        await WaitForLineAsync(host, "terminal /dev/pts/0");
    }

    [KernelFact]
    public async Task A_file_lock_needs_consent_and_is_held_afterwards()
    {
        await using var host = await TestHost.WithImageAsync(Scripts.Sleeper);
        await RunWorkloadAsync(host, "lock", "/tmp/lock");
        await WaitForLineAsync(host, "ready");

        var refusal = await Assert.ThrowsAsync<GantryException>(
            () => host.Engine.CheckpointAsync("app", new CheckpointRequest(), null, default));
        Assert.Contains("--file-locks", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(ContainerState.Running, host.Engine.GetContainer("app").Status.State);

        await host.Engine.CheckpointAsync("app", new CheckpointRequest { Include = KernelState.FileLocks }, null, default);
        await host.Engine.RestoreAsync("app", new RestoreRequest { Include = KernelState.FileLocks }, null, default);
        using var output = new MemoryStream();
        var second = await host.Engine.ExecAsync(
            "app",
            new ExecRequest { Command = ["/data/workload", "lock", "/tmp/lock"] },
            new AttachStreams { Output = output, Error = Stream.Null },
            default);
        Assert.Equal((1, "busy\n"), (second, System.Text.Encoding.ASCII.GetString(output.ToArray())));
    }

    [KernelFact]
    public async Task Threads_go_on_counting_each_from_where_it_was()
    {
        await using var source = await TestHost.WithImageAsync(Scripts.Sleeper);
        await using var target = await TestHost.WithImageAsync(Scripts.Sleeper);
        await RunWorkloadAsync(source, "threads");
        await TestHost.EventuallyAsync(async () => (await source.ReadLinesAsync("app")).Count > 3, "threads count");

        var archive = await source.ExportAsync("app");
        var before = (await source.ReadLinesAsync("app")).Count;
        await target.ImportAsync(archive);

        await TestHost.EventuallyAsync(
            async () => (await target.ReadLinesAsync("app")).Count > before + 3, "threads count on");
        var lines = (await target.ReadLinesAsync("app")).Select(l => l.Split(' ').Select(long.Parse).ToArray()).ToArray();
        for (var thread = 0; thread < 4; thread++)
        {
            var counts = lines.Select(l => l[thread]).ToArray();
            Assert.Equal(counts.Order(), counts);
            Assert.True(counts[^1] > counts[before - 1], $"thread {thread} goes on");
        }
    }

    [KernelFact]
    public async Task Memory_of_several_processes_is_intact()
    {
        const string Script = """
            #!/bin/sh
            hold() {
                a=$(head -c 15000000 /dev/urandom | base64 -w 0)
                echo "$a" | md5sum > /root/$1
                echo holding $1
                while [ ! -e /dev/shm/go ]; do sleep 0.1; done
                [ "$(echo "$a" | md5sum)" = "$(cat /root/$1)" ] && echo intact $1
                while true; do sleep 1; done
            }
            hold one &
            hold two
            """;
        await using var source = await TestHost.WithImageAsync(Script);
        await using var target = await TestHost.WithImageAsync(Script);
        await source.RunAsync("app");
        await WaitForLineAsync(source, "holding one");
        await WaitForLineAsync(source, "holding two");

        var archive = await source.ExportAsync("app");
        await target.ImportAsync(archive);
        await target.ExecAsync("app", "touch", "/dev/shm/go");

        await WaitForLineAsync(target, "intact one");
        await WaitForLineAsync(target, "intact two");
        var names = await NamesInAsync(archive);
        Assert.True(
            names.IndexOf("checkpoint/pages-1.img") < names.IndexOf("rootfs-diff.tar"),
            "pages are written while CRIU dumps, before the changed files");
    }

    private static async Task RunWorkloadAsync(TestHost host, params string[] arguments)
    {
        host.Engine.CreateVolume(new VolumeCreateRequest { Name = "data" });
        await Workload.PlaceAsync(host.Layout.VolumeData("data"));
        await host.RunAsync(new CreateRequest
        {
            Image = TestImage.Name,
            Name = "app",
            Mounts = [new MountRequest.Volume("data", "/data", [])],
            Command = ["/data/workload", .. arguments],
        });
    }

    /// <summary>The script says "ready", is moved to another host, told to go, and must then say the words.</summary>
    private static async Task SurvivesAsync(string script, string words)
    {
        await using var source = await TestHost.WithImageAsync(script);
        await using var target = await TestHost.WithImageAsync(script);
        await source.RunAsync("app");
        await WaitForLineAsync(source, "ready");

        await target.ImportAsync(await source.ExportAsync("app"));
        await target.ExecAsync("app", "touch", "/dev/shm/go");

        await WaitForLineAsync(target, words);
    }

    private static async Task<List<string>> NamesInAsync(string archive)
    {
        await using var reader = new CheckpointArchiveReader(File.OpenRead(archive), "app.tar");
        var names = new List<string>();
        await foreach (var entry in reader.ReadEntriesAsync(default))
        {
            names.Add(entry.Name);
        }

        return names;
    }

    private static async Task MoveInPlaceAsync(TestHost host)
    {
        await host.RunAsync("app");
        await WaitForLineAsync(host, "ready");
        await host.Engine.CheckpointAsync("app", new CheckpointRequest(), null, default);
        await host.Engine.RestoreAsync("app", new RestoreRequest(), null, default);
    }

    private static Task WaitForLineAsync(TestHost host, string line) => TestHost.EventuallyAsync(
        async () => (await host.ReadLinesAsync("app")).Any(l => l.TrimEnd('\r') == line), $"it says \"{line}\"");
}
