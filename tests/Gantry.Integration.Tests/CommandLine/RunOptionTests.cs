using Gantry.Integration.Tests.Hosts;

namespace Gantry.Integration.Tests.CommandLine;

/// <summary>The options of <c>gantry run</c>, seen from inside the container.</summary>
public sealed class RunOptionTests
{
    private const string Image = TestImage.Name;

    [KernelFact]
    public async Task The_exit_code_is_the_containers_own_or_says_who_failed()
    {
        await using var host = await TestHost.WithImageAsync(Scripts.Sleeper);

        var own = await host.GantryAsync("run", "--rm", Image, "sh", "-c", "echo out; echo err >&2; exit 7");

        Assert.Equal((7, "out\n", "err\n"), (own.ExitCode, own.StandardOutput, own.StandardError));
        await host.RefusedAsync(127, "executable file not found", "run", "--rm", Image, "no-such-program");
        await host.RefusedAsync(127, "no such file or directory", "run", "--rm", Image, "/no/such/program");
        await host.RefusedAsync(126, "permission denied", "run", "--rm", Image, "/etc/passwd");
        await host.RefusedAsync(125, "unknown flag: --no-such-flag", "run", "--no-such-flag", Image);
        await host.RefusedAsync(125, "no-such-image", "run", "--pull", "never", "localhost/no-such-image:1");
        Assert.Empty(host.Engine.ListContainers());
    }

    [KernelFact]
    public async Task Standard_input_reaches_the_container_and_its_end_too()
    {
        await using var host = await TestHost.WithImageAsync(Scripts.Sleeper);
        var start = host.StartOf(new Dictionary<string, string>(), "run", "--rm", "-i", Image, "wc", "-c");

        var result = await Gantry.Linux.ChildProcess.RunAsync(start with { Input = new byte[100_000] }, default);

        Assert.Equal((0, "100000\n"), (result.ExitCode, result.StandardOutput));
        Assert.Empty(host.Engine.ListContainers());
    }

    [KernelFact]
    public async Task The_process_is_as_asked_for()
    {
        await using var host = await TestHost.WithImageAsync(Scripts.Sleeper);
        var variables = host.PathOf("variables");
        await File.WriteAllTextAsync(variables, "# comment\nONE=1\nTWO=two words\n");

        var output = await host.GantryOutputAsync(
            "run", "--rm", "--env-file", variables, "-e", "THREE=3", "-u", "1000:1001", "-w", "/var/lib", "--hostname", "box",
            "--ulimit", "core=0", "--umask", "0077",
            Image, "sh", "-c", "echo $ONE/$TWO/$THREE; id -u; id -g; pwd; hostname; ulimit -c; umask");

        Assert.Equal("1/two words/3\n1000\n1001\n/var/lib\nbox\n0\n0077", output);
        Assert.Equal("app", await host.GantryOutputAsync("run", "--rm", "-u", "app", Image, "whoami"));
    }

    [KernelFact]
    public async Task A_limit_that_cannot_be_granted_is_lowered_with_a_warning_also_when_attached()
    {
        await using var host = await TestHost.WithImageAsync(Scripts.Sleeper);
        string[] run = ["run", "--ulimit", "nofile=1000000000", Image, "sh", "-c", "ulimit -n"];

        var attached = await host.GantryAsync([run[0], "--rm", .. run[1..]]);
        var detached = await host.GantryAsync([run[0], "-d", .. run[1..]]);

        Assert.Equal(0, attached.ExitCode);
        Assert.True(long.Parse(attached.StandardOutput.Trim(), null) < 1_000_000_000, attached.StandardOutput);
        Assert.Contains("Warning: ", attached.StandardError, StringComparison.Ordinal);
        Assert.Contains("Warning: ", detached.StandardError, StringComparison.Ordinal);
    }

    [KernelFact]
    public async Task The_root_file_system_can_be_read_only_with_room_in_tmpfs_and_volumes()
    {
        await using var host = await TestHost.WithImageAsync(Scripts.Sleeper);

        var output = await host.GantryOutputAsync(
            "run", "--rm", "--read-only", "--tmpfs", "/cache:size=1m", "-v", "data:/data", Image, "sh", "-c",
            "touch /nope 2>/dev/null || echo refused; touch /data/x /cache/x /tmp/x && ls /data; grep -c ' /cache tmpfs .*size=1024k' /proc/mounts");

        Assert.Equal("refused\nx\n1", output);
    }

    [KernelFact]
    public async Task Volumes_and_host_folders_are_mounted_as_their_options_say()
    {
        await using var host = await TestHost.WithImageAsync(Scripts.Sleeper);
        var folder = Directory.CreateDirectory(host.PathOf("folder")).FullName;
        await File.WriteAllTextAsync(Path.Join(folder, "file"), "from the host\n");
        await host.GantryOutputAsync("run", "--rm", "-v", "data:/data", Image, "sh", "-c", "echo kept > /data/file");

        var output = await host.GantryOutputAsync(
            "run", "--rm", "-v", $"{folder}:/bind:ro", "-v", "data:/data:ro",
            "--mount", $"type=bind,source={folder},destination=/again", "--mount", "type=tmpfs,destination=/memory,tmpfs-size=1m",
            Image, "sh", "-c",
            "cat /bind/file /data/file; touch /bind/x /data/x 2>/dev/null || echo refused; touch /again/new /memory/new && ls /again");

        Assert.Equal("from the host\nkept\nrefused\nfile\nnew", output);
        Assert.True(File.Exists(Path.Join(folder, "new")));
        Assert.Equal("data", await host.GantryOutputAsync("volume", "ls", "-q"));
        await host.RefusedAsync(125, "/no/such/folder", "run", "--rm", "-v", "/no/such/folder:/x", Image, "true");
    }

    [KernelFact]
    public async Task A_new_volume_begins_with_what_the_image_has_there()
    {
        await using var host = await TestHost.WithImageAsync(Scripts.Sleeper);

        Assert.Equal(
            "original", await host.GantryOutputAsync("run", "--rm", "-v", "etc:/etc", Image, "cat", "/etc/app.conf"));
        Assert.Equal(
            "0", await host.GantryOutputAsync("run", "--rm", "-v", "empty:/etc:nocopy", Image, "sh", "-c", "ls /etc | grep -c app.conf || true"));
    }

    [KernelFact]
    public async Task Memory_and_process_limits_are_the_cgroups()
    {
        await using var host = await TestHost.WithImageAsync(Scripts.Sleeper);

        var output = await host.GantryOutputAsync(
            "run", "--rm", "--memory", "64m", "--pids-limit", "77", Image, "sh", "-c",
            "cat /sys/fs/cgroup/memory/memory.limit_in_bytes /sys/fs/cgroup/memory.max /sys/fs/cgroup/pids/pids.max /sys/fs/cgroup/pids.max 2>/dev/null || true");

        Assert.Equal("67108864\n77", output);
    }

    [KernelFact]
    public async Task Capabilities_and_devices_are_granted_and_withheld()
    {
        await using var host = await TestHost.WithImageAsync(Scripts.Sleeper);

        Assert.Equal(
            "CapEff:\t0000000000000000",
            await host.GantryOutputAsync("run", "--rm", "--cap-drop", "all", Image, "grep", "CapEff", "/proc/self/status"));
        Assert.Equal(
            "CapEff:\t0000000000000001",
            await host.GantryOutputAsync(
                "run", "--rm", "--cap-drop", "all", "--cap-add", "CHOWN", Image, "grep", "CapEff", "/proc/self/status"));
        Assert.Equal(
            "1 3\n3",
            await host.GantryOutputAsync(
                "run", "--rm", "--device", "/dev/null:/dev/nothing:rw", Image, "sh", "-c",
                "stat -c '%t %T' /dev/nothing; echo 123 > /dev/nothing; echo 3"));
    }

    [KernelFact]
    public async Task The_id_and_the_process_id_can_be_written_to_files()
    {
        await using var host = await TestHost.WithImageAsync(Scripts.Sleeper);
        var (idFile, pidFile) = (host.PathOf("cid"), host.PathOf("pid"));

        var id = await host.GantryOutputAsync("run", "-d", "--name", "app", "--cidfile", idFile, "--pidfile", pidFile, Image);

        Assert.Equal(id, await File.ReadAllTextAsync(idFile));
        Assert.Equal(
            await host.GantryOutputAsync("inspect", "--format", "{{.State.Pid}}", "app"), await File.ReadAllTextAsync(pidFile));
        await host.RefusedAsync(125, "container id file exists", "run", "-d", "--cidfile", idFile, Image);
        Assert.Single(host.Engine.ListContainers());
    }

    [KernelFact]
    public async Task An_init_that_is_not_installed_is_refused_with_what_to_do()
    {
        await using var host = await TestHost.WithImageAsync(Scripts.Sleeper);

        var result = await host.GantryAsync("run", "--rm", "--init", Image, "true");

        Assert.True(
            result.ExitCode == 0
            || (result.ExitCode == 125 && result.StandardError.Contains("Install the package", StringComparison.Ordinal)),
            result.StandardError);
        Assert.Empty(host.Engine.ListContainers());
    }
}
