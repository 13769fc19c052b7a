using Gantry.Integration.Tests.Hosts;
using Gantry.Linux;

namespace Gantry.Integration.Tests.CommandLine;

/// <summary>Files in and out: <c>cp</c>, <c>volume export</c> and <c>import</c>, <c>image import</c>.</summary>
public sealed class CopyAndVolumeTests
{
    private const string Image = TestImage.Name;

    [KernelFact]
    public async Task Files_are_copied_both_ways_running_or_not()
    {
        await using var host = await TestHost.WithImageAsync(Scripts.Sleeper);
        await host.GantryOutputAsync("run", "-d", "--name", "app", "-v", "data:/data", Image);
        var file = host.PathOf("file");
        await File.WriteAllTextAsync(file, "content\n");

        await host.GantryOutputAsync("cp", file, "app:/tmp/copied");
        await host.GantryOutputAsync("cp", file, "app:/data");
        Assert.Equal("content\ncontent", await host.GantryOutputAsync("exec", "app", "cat", "/tmp/copied", "/data/file"));
        await host.GantryOutputAsync("stop", "-t", "0", "app");
        await host.GantryOutputAsync("cp", "app:/etc", host.PathOf("etc"));
        await host.GantryOutputAsync("cp", "app:/data/file", host.PathOf("back"));

        Assert.Equal("original\n", await File.ReadAllTextAsync(host.PathOf("etc/app.conf")));
        Assert.Equal("content\n", await File.ReadAllTextAsync(host.PathOf("back")));
        await host.RefusedAsync(125, "no such file or directory", "cp", "app:/no/such", host.PathOf("x"));
        await host.RefusedAsync(125, "no such file or directory", "cp", file, "app:/no/such/folder/x");
    }

    [KernelFact]
    public async Task A_dash_copies_a_tar_through_the_standard_streams()
    {
        await using var host = await TestHost.WithImageAsync(Scripts.Sleeper);
        await host.GantryOutputAsync("run", "-d", "--name", "one", Image, "sh", "-c", "mkdir /out; echo hello > /out/file; echo ready; sleep 100");
        await host.GantryOutputAsync("run", "-d", "--name", "two", Image);
        await LifecycleTests.LogsAsync(host, "one", "ready");

        var result = await ShellAsync(host, "\"$@\" cp one:/out - | \"$@\" cp - two:/tmp");

        Assert.True(result.ExitCode == 0, result.StandardError);
        Assert.Equal("hello", await host.GantryOutputAsync("exec", "two", "cat", "/tmp/out/file"));
    }

    [KernelFact]
    public async Task A_volume_goes_through_a_file_or_a_pipe_and_unused_ones_are_pruned()
    {
        await using var host = await TestHost.WithImageAsync(Scripts.Sleeper);
        await host.GantryOutputAsync("run", "--rm", "-v", "one:/data", Image, "sh", "-c", "echo kept > /data/file; chown 7:8 /data/file");
        await host.GantryOutputAsync("volume", "create", "two");
        await host.GantryOutputAsync("volume", "create", "--label", "stay=yes", "three");

        await host.GantryOutputAsync("volume", "export", "--output", host.PathOf("one.tar"), "one");
        await host.GantryOutputAsync("volume", "import", "two", host.PathOf("one.tar"));
        var piped = await ShellAsync(host, "\"$@\" volume export one | \"$@\" volume import three -");

        Assert.True(piped.ExitCode == 0, piped.StandardError);
        foreach (var volume in new[] { "two", "three" })
        {
            Assert.Equal(
                "kept\n7 8",
                await host.GantryOutputAsync(
                    "run", "--rm", "-v", volume + ":/data", Image, "sh", "-c", "cat /data/file; stat -c '%u %g' /data/file"));
        }

        await host.GantryOutputAsync("create", "--name", "app", "-v", "two:/data", Image);
        await host.RefusedAsync(2, "volume is being used", "volume", "rm", "two");
        await host.GantryOutputAsync("volume", "prune", "--force", "--filter", "label!=stay=yes");
        Assert.Equal("three\ntwo", await host.GantryOutputAsync("volume", "ls", "-q"));
        Assert.Equal((0, 1), ((await host.GantryAsync("volume", "exists", "two")).ExitCode, (await host.GantryAsync("volume", "exists", "one")).ExitCode));
    }

    [KernelFact]
    public async Task A_root_file_system_becomes_an_image_with_the_changes_asked_for()
    {
        await using var host = await TestHost.WithImageAsync(Scripts.Sleeper);
        await host.GantryOutputAsync("create", "--name", "app", Image);
        var tar = await ShellAsync(host, $"\"$@\" cp app:/bin - > {host.PathOf("root.tar")}");
        Assert.True(tar.ExitCode == 0, tar.StandardError);

        await host.GantryOutputAsync(
            "image", "import", "--change", "CMD [\"/bin/busybox\", \"echo\", \"made\"]", "--change", "ENV GREETING=hi",
            "--change", "LABEL a=b", host.PathOf("root.tar"), "localhost/made:2");

        Assert.Equal("made", await host.GantryOutputAsync("run", "--rm", "localhost/made:2"));
        Assert.Equal("hi", await host.GantryOutputAsync("run", "--rm", "localhost/made:2", "/bin/sh", "-c", "echo $GREETING"));
        Assert.Equal("b", await host.GantryOutputAsync("image", "inspect", "--format", "{{index .Config.Labels \"a\"}}", "localhost/made:2"));
    }

    /// <summary>A shell line in which <c>"$@"</c> is the command on this host.</summary>
    private static Task<ChildResult> ShellAsync(TestHost host, string line)
    {
        var start = host.StartOf(new Dictionary<string, string>());
        return ChildProcess.RunAsync(
            start with { FileName = "/bin/bash", Arguments = ["-o", "pipefail", "-c", line, "bash", start.FileName, .. start.Arguments] },
            default);
    }
}
